/** A person's view of a run, derived from its state. */
import type { Json, Money, Plan, Schema } from "@orchlang/plan";
import type { Selector } from "@orchlang/plan/rules";
import type { Failure } from "../failure.ts";
import type { Call, Key, Standing } from "../identity.ts";
import type { Instant } from "../machine.ts";
import { type Amounts, nothing, plus } from "./amounts.ts";
import { answerSchema } from "./answer.ts";
import { callOf } from "./call.ts";
import type { CallStatus } from "./events.ts";
import { canDischarge } from "./evolve/obligations.ts";
import { frameAtSite } from "./evolve/open-frame.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import type { NodeState } from "./node-state.ts";
import { type OpenOrder, ordersOfDoubt, ordersOfUndo } from "./pending.ts";
import { followedOf } from "./rules.ts";
import { frameAt, type IntentState, laidAt, type Obligation, type RunHold, type RunState } from "./state.ts";
import { type WantsAnswer, wantsAnswer } from "./wait-progress.ts";

/** Why a run does not go on by itself. */
export type WaitingFor =
  | WantsAnswer
  | { readonly for: "time"; readonly step: string; readonly until: Instant }
  /** Something that is to happen or to be so. `until`: not longer than that. */
  | {
      readonly for: "event" | "condition";
      readonly step: string;
      readonly event?: string;
      readonly until?: Instant;
    }
  /** The token of a request that calls back. */
  | { readonly for: "callback"; readonly step: string; readonly key: Key; readonly until?: Instant }
  /** A policy defers it: it is asked about again then, or once something is different; at `until` it is denied. */
  | {
      readonly for: "policy";
      readonly step: string;
      readonly policy: string;
      readonly because: string;
      readonly again: Instant;
      readonly until: Instant;
    }
  /** A place in the line for members of a pool; `until`: a member is to be held from then on. */
  | { readonly for: "resource"; readonly step: string; readonly pool: string; readonly until?: Instant }
  /**
   * `about`: what may be said of it. A doubt is resolved; an undo that failed is tried again or skipped; a obligation is waived, or
   * paid by one of the steps that may be retried for it.
   */
  | {
      readonly for: "operator";
      readonly step: string;
      readonly key: Key;
      readonly why: string;
      readonly about: "doubt" | "undo" | "obligation";
      readonly retry?: readonly string[];
      /** The orders that an operator may give now; each will be accepted. */
      readonly orders: readonly OpenOrder[];
      /** For a doubt: the self-contained JSON Schema of the value of `completed`. */
      readonly wants?: Schema;
    };

/**
 * A call as a person writes it: `review`, in the second round of a loop `review[2]`, of a plan called by the step
 * `launch` `launch.review`; what undoes it `undo review`.
 */
export function stepName(call: Call): string {
  const callers = call.routine.split("/").slice(1);
  const path = [...callers.map((caller) => caller.slice(0, caller.indexOf(">"))), call.node].join(".");
  const name = `${path}${call.site.loops.map(([, round]) => `[${round}]`).join("")}`;
  return call.slot === "undo" || call.slot === "confirm" ? `${call.slot} ${name}` : name;
}

/** The node of its plan file that a call is of, `routine/node`: the same in every round, and whoever calls its plan. */
export function nodeKey({ routine, node }: Call): string {
  const before = Math.max(routine.lastIndexOf("/"), routine.lastIndexOf(">"));
  return `${routine.slice(before + 1)}/${node}`;
}

/** The newest intent of a step by its name; among several those that wait for somebody go first. */
export function intentNamed(state: RunState, step: string): IntentState | undefined {
  const named = [...state.intents.values()].filter(({ intent }) => stepName(intent.call) === step);
  const rank = ({ status }: IntentState): number =>
    status === "asking" || status === "doubt" || status === "stuck" ? 1 : 0;
  return named.reduce<IntentState | undefined>((best, one) => {
    if (best === undefined || rank(one) > rank(best)) return one;
    return rank(one) === rank(best) && one.seq > best.seq ? one : best;
  }, undefined);
}

/** The waits of a run: for people, time, the operator. In the order in which they began. */
export function waitingOf(plan: Plan, state: RunState): readonly WaitingFor[] {
  return waitsOf(plan, state).map(({ waiting }) => waiting);
}

/** A wait, and the statement of the plan file that waits, `routine/node`. */
interface WaitAt {
  readonly key: string;
  readonly waiting: WaitingFor;
}

/** The same with the statements that wait. */
export function waitsOf(plan: Plan, state: RunState): readonly WaitAt[] {
  if (state.closed !== undefined) return [];
  const waits: (WaitAt & { readonly seq: number })[] = [];
  for (const intent of state.intents.values()) {
    const waiting = intentWaits(plan, intent);
    if (waiting !== undefined) waits.push({ seq: intent.seq, key: nodeKey(intent.intent.call), waiting });
  }
  for (const frame of state.frames) {
    if (frame.status === "over") continue;
    frame.nodes.each(({ due, seq, status, hold, began }, at) => {
      if (status !== "active" || hold !== undefined) return;
      const laid = laidAt(frame, at);
      const call = callOf(frame, laid, "do");
      const waiting = nodeWaits(laid, stepName(call), due);
      if (waiting !== undefined) waits.push({ seq: seq ?? began ?? 0, key: nodeKey(call), waiting });
    });
  }
  for (const [seq, hold] of state.holds) {
    if (hold.status === "asked") waits.push({ seq, ...standsInLine(state, hold) });
  }
  for (const obligation of state.obligations.values()) {
    const incurring = state.intents.get(obligation.key);
    if (!obligation.blocking || incurring === undefined || state.root.outcome === undefined) continue;
    waits.push({
      seq: state.length,
      key: nodeKey(incurring.intent.call),
      waiting: pendingObligation(plan, state, obligation, stepName(incurring.intent.call)),
    });
  }
  return waits.sort((one, other) => one.seq - other.seq);
}

function pendingObligation(plan: Plan, state: RunState, { key, rule }: Obligation, step: string): WaitingFor {
  const retry = payersOf(plan, state, rule);
  return {
    for: "operator",
    step,
    key,
    why: dischargeText(plan, rule),
    about: "obligation",
    ...(retry.length === 0 ? {} : { retry }),
    orders: [...retry.map((one) => ({ order: "retry", step: one }) as const), { order: "skip", step }],
  };
}

function nodeWaits({ node }: LaidNode, step: string, until: Instant | undefined): WaitingFor | undefined {
  const limit = until === undefined ? {} : { until };
  if (node.kind === "wait" && node.for.kind === "condition") return { for: "condition", step, ...limit };
  if (node.kind === "wait" && node.for.kind === "occurrence") {
    return { for: "event", step, event: node.for.event, ...limit };
  }
  if (node.kind === "loop" && node.over.kind === "occurrences") {
    return { for: "event", step, event: node.over.event, ...limit };
  }
  return until === undefined ? undefined : { for: "time", step, until };
}

function standsInLine(state: RunState, { frame: id, node, pool, from }: RunHold): WaitAt {
  const frame = frameAt(state, id);
  const call = callOf(frame, laidAt(frame, node), "do");
  const later = from === undefined ? {} : { until: from };
  return { key: nodeKey(call), waiting: { for: "resource", step: stepName(call), pool, ...later } };
}

/** Steps that failed, and would pay it if they were done after all. */
function payersOf(plan: Plan, state: RunState, obligation: string): readonly string[] {
  const failed = [...state.intents.values()].filter((intent) =>
    canDischarge(plan, state, { intent, rule: obligation }),
  );
  return [...new Set(failed.map(({ intent }) => stepName(intent.call)))];
}

/** The call that would discharge it, by name, so that somebody can act. */
function dischargeText(plan: Plan, obligation: string): string {
  const rule = followedOf(plan).find(({ id }) => id === obligation)?.rule;
  const payers = (rule?.by ?? []).map(({ selector }) => payer(selector));
  return `${payers.join(" or ")} has not been done after it, as \`${short(obligation.replace(/\.\d+$/, ""))}\` asks`;
}

function payer(selector: Selector): string {
  if ("name" in selector) return `\`${short(selector.name)}\``;
  if ("tagged" in selector) return `something tagged \`${selector.tagged}\``;
  return "kind" in selector ? `a call of some ${selector.kind}` : "anything";
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function intentWaits(plan: Plan, intent: IntentState): WaitingFor | undefined {
  const { status, key, due } = intent;
  const step = stepName(intent.intent.call);
  switch (status) {
    case "asking":
      return wantsAnswer(plan, intent, step);
    case "called":
      return { for: "callback", step, key, ...(due === undefined ? {} : { until: due }) };
    case "resting":
      return due === undefined
        ? undefined
        : (deferredBy(intent, step, due) ?? { for: "time", step, until: due });
    case "overdue":
      return intent.quiet === undefined ? undefined : { for: "time", step, until: intent.quiet };
    case "doubt":
      return {
        for: "operator",
        step,
        key,
        why: doubtOf(intent),
        about: "doubt",
        orders: ordersOfDoubt(intent, step),
        wants: answerSchema(plan, intent.capability, false),
      };
    case "stuck":
      return {
        for: "operator",
        step,
        key,
        why: `it can't be undone: ${intent.failure?.message ?? "it failed"}`,
        about: "undo",
        orders: ordersOfUndo(step),
      };
    default:
      return undefined;
  }
}

/** The policy that denies it first, if several defer it. */
function deferredBy({ deferral }: IntentState, step: string, again: Instant): WaitingFor | undefined {
  const [first, ...others] = deferral?.by ?? [];
  if (first === undefined) return undefined;
  const { policy, because, until } = others.reduce(
    (one, other) => (other.until < one.until ? other : one),
    first,
  );
  return { for: "policy", step, policy: short(policy), because, again, until };
}

function doubtOf({ outcome, resolved, failure, standing, hasResult }: IntentState): string {
  const isContradicted = outcome === "failed" && standing === "applied" && hasResult;
  if (resolved === "failed" || isContradicted) return "it was said to have failed, but it was done after all";
  if (outcome !== undefined) return "it has to be undone, and what came out of it is not known";
  const why = failure === undefined ? "" : ` (${failure.message})`;
  return `its side effect may have happened${why}`;
}

/** Known use. Money by currency; energy in joules. */
export interface Totals {
  readonly cost: readonly Money[];
  readonly energy: number;
  readonly tokens: number;
}

/** One step of a run, or what undid it. */
export interface StepView {
  readonly step: string;
  readonly call: Call;
  readonly capability?: string;
  readonly status: CallStatus | "running" | "waiting" | "in doubt";
  readonly standing: Standing;
  readonly value?: Json;
  readonly failure?: Failure;
  readonly attempts: number;
  readonly began: Instant;
  readonly ended?: Instant;
  readonly spent: Totals;
}

/** Every step that has begun, with what undid it, in the order in which they began. */
export function stepsOf(_plan: Plan, state: RunState): readonly StepView[] {
  const steps: { readonly order: number; readonly view: StepView }[] = [];
  for (const frame of state.frames) {
    frame.nodes.each((node, at) => {
      const failed = node.status === "failed" && laidAt(frame, at).node.kind === "call";
      if (node.keys.length === 0 && node.callee === undefined && !failed) return;
      steps.push({ order: node.began ?? node.ended ?? 0, view: nodeView(state, frame, at, node) });
      for (const key of node.keys) {
        const undo = state.intents.get(state.intents.get(key)?.undo ?? "");
        if (undo !== undefined) steps.push({ order: undo.began, view: undoView(undo) });
      }
    });
  }
  return steps.sort((one, other) => one.order - other.order).map(({ view }) => view);
}

/** The step that an intent belongs to; undefined where the intent undoes or asks after what a step did. */
export function stepOfKey(state: RunState, key: Key): StepView | undefined {
  const intent = state.intents.get(key);
  if (intent === undefined || intent.role !== "do") return undefined;
  return stepAt(state, frameAt(state, intent.frame), intent.node);
}

/** The step of a call: a capability, a plan, a quorum, a wait; what a conditional of a plain plan asks. */
export function stepOfCall(state: RunState, { routine, site, node, slot }: Call): StepView | undefined {
  const id = slot === "undo" || slot === "confirm" ? undefined : frameAtSite(state, routine, site);
  const frame = id === undefined ? undefined : frameAt(state, id);
  const at = frame?.template.number.get(node);
  if (frame === undefined || at === undefined) return undefined;
  const { kind } = laidAt(frame, at).node;
  const asked = kind === "let" && frame.template.number.has(`${node}@when`);
  return asked || kind === "call" || kind === "wait" || kind === "quorum"
    ? stepAt(state, frame, at)
    : undefined;
}

function stepAt(state: RunState, frame: Frame, at: number): StepView | undefined {
  const node = frame.nodes.get(at);
  return node === undefined ? undefined : nodeView(state, frame, at, node);
}

function nodeView(state: RunState, frame: Frame, at: number, node: NodeState): StepView {
  const intents = node.keys.flatMap((key) => state.intents.get(key) ?? []);
  const last = intents.at(-1);
  const call = last?.intent.call ?? callOf(frame, laidAt(frame, at), node.slot);
  const failure = node.failure ?? last?.failure;
  return {
    step: stepName(call),
    call,
    ...(last === undefined ? {} : { capability: last.capability }),
    status: nodeStatus(node, intents),
    standing: last?.standing ?? "none",
    ...(node.status === "completed" && node.value !== undefined ? { value: node.value } : {}),
    ...(failure === undefined || node.status === "completed" ? {} : { failure }),
    attempts: intents.reduce((sum, { attempt }) => sum + attempt, 0),
    began: node.began ?? node.ended ?? frame.began,
    ...(node.ended === undefined ? {} : { ended: node.ended }),
    spent: intents.reduce<Amounts>((sum, { spent }) => plus(sum, spent), nothing),
  };
}

function nodeStatus(node: NodeState, intents: readonly IntentState[]): StepView["status"] {
  if (intents.some(({ status, outcome }) => status === "doubt" && outcome === undefined)) return "in doubt";
  switch (node.status) {
    case "completed":
    case "failed":
    case "skipped":
      return node.status;
    case "cancelled": {
      // A call that was awaited while its surroundings stopped has an end of its own.
      const outcome = intents.at(-1)?.outcome;
      return intents.some(({ status }) => status === "running") ? "running" : (outcome ?? "cancelled");
    }
    default:
      return intents.some(({ status }) => status === "asking" || status === "resting" || status === "called")
        ? "waiting"
        : "running";
  }
}

function undoView(undo: IntentState): StepView {
  const status =
    undo.status === "ended" ? (undo.outcome ?? "completed") : undo.status === "stuck" ? "failed" : "running";
  return {
    step: stepName(undo.intent.call),
    call: undo.intent.call,
    capability: undo.capability,
    status,
    standing: "none",
    ...(undo.result === undefined ? {} : { value: undo.result }),
    ...(undo.failure === undefined ? {} : { failure: undo.failure }),
    attempts: undo.attempt,
    began: undo.began,
    ...(undo.ended === undefined ? {} : { ended: undo.ended }),
    spent: undo.spent,
  };
}

/** The use of the whole run. */
export function spentOf(state: RunState): Totals {
  return state.ledgers.get(-1)?.spent ?? nothing;
}

/** The value of a node of the run's own plan, where it has one; for tests and previews. */
export function valueOfNode(state: RunState, name: string): Json | undefined {
  const id = state.root.callee?.frame;
  const frame = id === undefined ? undefined : frameAt(state, id);
  const at = frame?.template.number.get(name);
  return frame === undefined || at === undefined ? undefined : frame.nodes.get(at)?.value;
}
