import type { Call, Key } from "@orchlang/kernel";
import type { IntentState } from "@orchlang/kernel/run";
import type { Json, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Action, Selector } from "@orchlang/plan/rules";
import type { SimulatedRun } from "../simulate.ts";

/** One thing that was done, or asked of a person. */
export interface Deed {
  readonly call: Call;
  readonly capability: string;
  readonly args: Json;
  readonly intent: Pick<IntentState, "outcome" | "standing" | "result">;
  /** The places of its beginnings in the journal, and of its end. */
  readonly began: readonly number[];
  readonly ended: number | undefined;
  /** Where it was undone; where a goal's next plan took it over: it is a call of that one then. */
  readonly undone?: number;
  /** The plan was called again, and did it under the same key: as an effect it is that one. */
  readonly resumed?: true;
  readonly carried?: { readonly at: number; readonly from: Call };
}

/**
 * All actions, in the order of their first beginning. A call repeated after the end only to learn its result for the
 * undo (semantics, rule 27) is a redispatch and not a beginning.
 */
export function deedsOf({ events, state }: SimulatedRun): readonly Deed[] {
  const began = new Map<string, number[]>();
  const ended = new Map<string, number>();
  const settled = new Set<string>();
  const undone = new Map<string, number>();
  let unwinding = Number.POSITIVE_INFINITY;
  const byAsk = new Map<number, string>();
  const made = new Map<string, Pick<Deed, "call" | "capability" | "args">>();
  const results = new Map<string, Json>();
  const before: Deed[] = [];
  events.forEach((event, seq) => {
    if (event.t === "Resumed") {
      // Calls made under its key so far count separately; later ones belong to the plan that is called again.
      const { key } = event.intent;
      const outcome = results.has(key) ? ("completed" as const) : ("failed" as const);
      const deed = made.get(key);
      if (deed !== undefined)
        before.push({
          ...deed,
          intent: {
            outcome,
            standing: outcome === "completed" ? "applied" : "maybe",
            result: results.get(key),
          },
          began: began.get(key) ?? [],
          ended: ended.get(key),
          resumed: true,
        });
      for (const known of [began, ended, results]) known.delete(key);
      settled.delete(key);
      unwinding = Number.POSITIVE_INFINITY;
    } else if (event.t === "Unwinding") unwinding = Math.min(unwinding, seq);
    else if (event.t === "Settled" && event.key !== undefined) {
      // Calls that a confirm or the operator resolved have ended as well, though no result was received.
      if (!settled.has(event.key)) ended.set(event.key, Math.min(seq, ended.get(event.key) ?? seq));
      settled.add(event.key);
      if (event.standing === "undone") undone.set(event.key, seq);
    } else if (event.t === "Began") {
      const { key } = event.intent;
      const [first = seq] = began.get(key) ?? [];
      const isLearning = first < seq && (settled.has(key) || (first < unwinding && unwinding < seq));
      if (!isLearning) push(began, key, seq);
      made.set(key, { call: event.intent.call, capability: event.capability, args: event.args });
    } else if (event.t === "Asked" && event.ask.ask === "task") {
      push(began, event.ask.task.key, seq);
      byAsk.set(seq, event.ask.task.key);
    } else if (event.t === "Told" && event.say.say === "answered") {
      const key = byAsk.get(event.say.ref.seq);
      if (key !== undefined && !settled.has(key)) ended.set(key, seq);
    } else if (event.t === "Ended" && !settled.has(event.key)) {
      ended.set(event.key, seq);
      if ("ok" in event.outcome) results.set(event.key, event.outcome.ok);
    }
  });
  const carried = carriedIn(events);
  const last = [...began].flatMap(([key, places]) => {
    const intent = state.intents.get(key);
    if (intent === undefined) return [];
    const { capability, args } = intent;
    const deed = { call: callNow(state, intent), capability, args, intent, began: places };
    const [at, over] = [undone.get(key), carried.get(key)];
    return [
      {
        ...deed,
        ended: ended.get(key),
        ...(at === undefined ? {} : { undone: at }),
        ...(over === undefined ? {} : { carried: { at: over, from: intent.intent.call } }),
      },
    ];
  });
  if (before.length === 0) return last;
  const firstOf = ({ began: [first = 0] }: Deed): number => first;
  return [...before, ...last].toSorted((one, other) => firstOf(one) - firstOf(other));
}

/** Where it stands in the plan that has it now: a goal's next plan may have taken it over. */
export function callNow(
  { frames }: SimulatedRun["state"],
  { intent: { call }, frame, node }: IntentState,
): Call {
  const now = frames.get(frame);
  const laid = now?.template.nodes[node];
  if (now === undefined || laid === undefined || now.path === call.routine) return call;
  return { ...call, routine: now.path, site: now.site, node: laid.node.id };
}

/** When the calls that a goal's next plan took over became its own, by key; the last time where that was more than once. */
function carriedIn(events: SimulatedRun["events"]): ReadonlyMap<Key, number> {
  const results = new Map<Key, number>();
  events.forEach((event, seq) => {
    if (event.t === "Chose") for (const { key } of event.carried) results.set(key, seq);
  });
  return results;
}

/** Actions that were done or recalled, and called plans and goals: rules may name those as well. */
export function actionsOf(run: SimulatedRun): readonly Deed[] {
  return [...deedsOf(run), ...calledIn(run), ...recalledIn(run)];
}

/** A recalled result counts as done, though it never began. */
function recalledIn({ events, state }: SimulatedRun): readonly Deed[] {
  return events.flatMap((event, seq): readonly Deed[] => {
    if (event.t !== "Settled" || event.recalled === undefined || event.key === undefined) return [];
    const intent = state.intents.get(event.key);
    if (intent === undefined) return [];
    const { capability, args } = intent;
    return [{ call: callNow(state, intent), capability, args, intent, began: [], ended: seq }];
  });
}

function calledIn({ events }: SimulatedRun): readonly Deed[] {
  return events.flatMap((event, seq): readonly Deed[] => {
    if (event.t !== "Entered") return [];
    const { call, target, input } = event;
    const at = events.findIndex((one, place) => place > seq && endsCall(one, call));
    const end = events[at];
    const settled = end?.t === "Settled" ? end : undefined;
    const intent = { outcome: settled?.status, standing: "none", result: settled?.value } as const;
    return [{ call, capability: target, args: input, intent, began: [seq], ended: at < 0 ? undefined : at }];
  });
}

function endsCall(event: SimulatedRun["events"][number], { routine, site, node }: Call): boolean {
  if (event.t !== "Settled" || event.key !== undefined) return false;
  const { call } = event;
  return call.routine === routine && call.node === node && JSON.stringify(call.site) === JSON.stringify(site);
}

function push(places: Map<string, number[]>, key: string, seq: number): void {
  const known = places.get(key);
  if (known === undefined) places.set(key, [seq]);
  else known.push(seq);
}

export function selects(selector: Selector, capability: string, plan: Plan): boolean {
  if ("any" in selector) return Object.hasOwn(plan.capabilities, capability);
  if ("name" in selector) return selector.name === capability;
  const declared = plan.capabilities[capability];
  if (declared === undefined) return false;
  return "tagged" in selector ? declared.tags.includes(selector.tagged) : declared.kind === selector.kind;
}

/** True if a deed matches the action, as far as known when it begins. */
export function begins(
  action: Pick<Action, "selector" | "when">,
  { capability, args }: Deed,
  plan: Plan,
): boolean {
  return selects(action.selector, capability, plan) && isGivenSo(action, { args });
}

/** True if a call's arguments are such as the action's condition asks for. */
export function isGivenSo(action: Pick<Action, "when">, { args }: Pick<Deed, "args">): boolean {
  return isSo(action, { args });
}

/** True if a deed ended as the action asks, before a place in the journal, and stands (semantics, rule 35). */
export function stands(action: Action, deed: Deed, before: number, plan: Plan): boolean {
  const { intent, ended, undone, capability, args } = deed;
  if (!selects(action.selector, capability, plan) || ended === undefined || ended >= before) return false;
  const result = intent.result ?? null;
  if (!isSo(action, { args, result })) return false;
  if (action.outcome === "failed") return intent.outcome === "failed";
  if (intent.outcome !== "completed" || (undone !== undefined && undone < before)) return false;
  return action.outcome !== "granted" || isGranted(result);
}

function isGranted(result: Json): boolean {
  return typeof result === "object" && result !== null && "granted" in result && result.granted === true;
}

function isSo({ when }: Pick<Action, "when">, locals: Readonly<Record<string, Json>>): boolean {
  if (when === undefined) return true;
  const evaluated = evaluate(when, {
    read: ({ name }) => (Object.hasOwn(locals, name) ? { value: locals[name] ?? null } : { unknown: [name] }),
  });
  return "value" in evaluated && evaluated.value === true;
}
