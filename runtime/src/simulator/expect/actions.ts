import { type Action, evaluate, type Json, type Plan, type Selector } from "@orchlang/plan";
import type { Call } from "../../kernel/identity.ts";
import type { IntentState } from "../../kernel/run/state.ts";
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
  /** Where it was taken back. */
  readonly undone?: number;
}

/**
 * Everything that was done, in the order in which it first began. What is called once more when all is over, to learn
 * what is to be taken back (semantics, rule 27), is a redispatch and no beginning.
 */
export function deedsOf({ events, state }: SimulatedRun): readonly Deed[] {
  const began = new Map<string, number[]>();
  const ended = new Map<string, number>();
  const settled = new Set<string>();
  const undone = new Map<string, number>();
  let unwinding = Number.POSITIVE_INFINITY;
  const byAsk = new Map<number, string>();
  events.forEach((event, seq) => {
    if (event.t === "Unwinding") unwinding = Math.min(unwinding, seq);
    else if (event.t === "Settled" && event.key !== undefined) {
      settled.add(event.key);
      if (event.standing === "undone") undone.set(event.key, seq);
    } else if (event.t === "Began") {
      const { key } = event.intent;
      const [first = seq] = began.get(key) ?? [];
      const isLearning = first < seq && (settled.has(key) || (first < unwinding && unwinding < seq));
      if (!isLearning) push(began, key, seq);
    } else if (event.t === "Asked" && event.ask.ask === "task") {
      push(began, event.ask.task.key, seq);
      byAsk.set(seq, event.ask.task.key);
    } else if (event.t === "Told" && event.say.say === "answered") {
      const key = byAsk.get(event.say.ref.seq);
      if (key !== undefined) ended.set(key, seq);
    } else if (event.t === "Ended") ended.set(event.key, seq);
  });
  return [...began].flatMap(([key, places]) => {
    const intent = state.intents.get(key);
    if (intent === undefined) return [];
    const { capability, args } = intent;
    const at = undone.get(key);
    const end = { ended: ended.get(key), ...(at === undefined ? {} : { undone: at }) };
    return [{ call: intent.intent.call, capability, args, intent, began: places, ...end }];
  });
}

/** What was done, and the plans and goals that were called for it: rules may name those as well. */
export function actionsOf(run: SimulatedRun): readonly Deed[] {
  return [...deedsOf(run), ...calledIn(run)];
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

/** Whether a deed is of the action that is meant, as far as it is told when it begins. */
export function begins(action: Action, { capability, args }: Deed, plan: Plan): boolean {
  return selects(action.selector, capability, plan) && isSo(action, { args });
}

/** Whether a deed ended as the action asks, before a place in the journal, and stands (semantics, rule 35). */
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

function isSo({ when }: Action, locals: Readonly<Record<string, Json>>): boolean {
  if (when === undefined) return true;
  const found = evaluate(when, {
    read: ({ name }) => (Object.hasOwn(locals, name) ? { value: locals[name] ?? null } : { unknown: [name] }),
  });
  return "value" in found && found.value === true;
}

/** A counts for B if A's site is a prefix of, or equal to, B's: in whatever plan of the run (semantics, rule 34). */
export function inScope(one: Call, other: Call): boolean {
  const inner = other.site.loops;
  return (
    (one.site.plan === other.site.plan || other.routine.startsWith(`${one.routine}/`)) &&
    one.site.loops.every(([node, round], index) => inner[index]?.[0] === node && inner[index]?.[1] === round)
  );
}
