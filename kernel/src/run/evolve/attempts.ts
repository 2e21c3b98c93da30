/** State changes by attempts: they begin, are dispatched again, end, are lost or aborted. */
import type { Failure, Outcome } from "../../failure.ts";
import type { Standing } from "../../identity.ts";
import { present } from "../../invariant.ts";
import type { Seq } from "../../machine.ts";
import { nothing } from "../amounts.ts";
import { countsByKey, effectNow, leavesNothing } from "../call.ts";
import { deferredBy } from "../deferral.ts";
import {
  arm,
  changeIntent,
  changeNode,
  counted,
  decideLater,
  ownIntent,
  ownNode,
  ownStored,
  putIntent,
} from "../draft.ts";
import { dispatchTag, withHeard } from "../duplicate.ts";
import type { RunEvent } from "../events.ts";
import type { NodeState } from "../node-state.ts";
import { type Draft, frameAt, type IntentState, intentAt, type Mutable, nodeAt } from "../state.ts";
import { continueCompensation } from "./compensation.ts";
import { useHold } from "./holds.ts";
import { bookConfirm, bookTries, bookUndo, reserve, spend, withStanding } from "./ledger.ts";
import { frameNamed } from "./open-frame.ts";
import { awaitsToken, called, dead, lateResult, result } from "./results.ts";
import { markBegin } from "./trace.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

export function began(draft: Draft, event: Event<"Began">, seq: Seq): void {
  const { key } = event.intent;
  const known = draft.intents.get(key);
  const before = known?.status;
  const intent = known === undefined ? newIntent(draft, event, seq) : ownStored(draft, known);
  intent.args = event.args;
  intent.deferral = intent.deferral && deferredBy(intent.deferral, [], draft.at);
  intent.status = "running";
  intent.todo = undefined;
  intent.attempt = event.attempt;
  intent.dispatch = 1;
  intent.due = event.due;
  intent.quiet = undefined;
  intent.seq = seq;
  intent.worst = event.worst;
  if (!intent.undoHeld) intent.undoWorst = event.undoWorst;
  if (!intent.confirmHeld) intent.confirmWorst = event.confirmWorst;
  intent.reads = event.reads;
  intent.fence = event.fence;
  intent.fences = event.fences;
  // A call that had ended is repeated only to learn its result.
  if (before === "ended" && intent.outcome !== undefined) intent.repeatedForResult = true;
  bookUndo(draft, intent, true);
  bookConfirm(draft, intent, intent.role === "do" && !intent.repeatedForResult);
  if (before === undefined) draft.intents = draft.intents.set(key, intent, draft.owner);
  counted(draft, before, intent);
  if (intent.role !== "do") {
    if (before === undefined) attach(draft, intent);
    bookTries(draft, intent, true);
  } else if (before === undefined || before === "asking") joinNode(draft, intent);
  useHold(draft, intent.hold);
  reserve(draft, intent);
  limit(draft, intent);
  // To learn what came out is no further beginning: it is the same call, sent once more (rule 27).
  if (!intent.repeatedForResult) markBegin(draft, intent);
}

const none: readonly never[] = [];

/** It stands in the plan that is called again from here on, and its tries are counted anew. */
export function resumed(draft: Draft, event: Event<"Resumed">): void {
  const { key } = event.intent;
  const { frame: earlier, node: at, attempt } = intentAt(draft, key);
  const { keys } = nodeAt(frameAt(draft, earlier), at);
  changeNode(draft, earlier, at, { keys: keys.filter((one) => one !== key) });
  const { frame, node } = placeOf(draft, { intent: event.intent });
  const intent = changeIntent(draft, key, {
    intent: event.intent,
    frame,
    node,
    status: "resting",
    todo: undefined,
    base: attempt,
    ended: undefined,
    quiet: undefined,
    result: undefined,
    hasResult: false,
    failure: undefined,
    refusal: undefined,
    outcome: undefined,
    resolved: undefined,
    stopping: false,
    hadFailed: false,
    repeatedForResult: false,
  });
  joinNode(draft, intent);
}

/** Where an intent stands; an undo and a confirm stand where what they speak of stands. */
function placeOf(draft: Draft, { intent: { call }, of }: Pick<Event<"Began">, "intent" | "of">) {
  if (of !== undefined) {
    const { frame, node } = intentAt(draft, of);
    return { frame, node };
  }
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  return { frame, node: present(frameAt(draft, frame).template.number.get(call.node), call.node) };
}

/** An intent before its first attempt. */
export function newIntent(
  draft: Draft,
  event: Pick<Event<"Began">, "intent" | "args" | "capability" | "of">,
  seq: Seq,
): Mutable<IntentState> {
  const { call } = event.intent;
  const { frame, node } = placeOf(draft, event);
  return {
    intent: event.intent,
    key: event.intent.key,
    role: call.slot === "undo" || call.slot === "confirm" ? call.slot : "do",
    of: event.of,
    frame,
    node,
    capability: event.capability,
    args: event.args,
    status: "running",
    todo: undefined,
    attempt: 1,
    dispatch: 1,
    began: draft.at,
    ended: undefined,
    due: undefined,
    quiet: undefined,
    seq,
    worst: {},
    undoWorst: undefined,
    undoHeld: false,
    confirmWorst: undefined,
    confirmHeld: false,
    furtherTriesReserve: nothing,
    standing: "none",
    result: undefined,
    hasResult: false,
    failure: undefined,
    reach: "not_reached",
    base: 0,
    stopping: false,
    outcome: undefined,
    resolved: undefined,
    kept: false,
    committed: false,
    repeatedForResult: false,
    hadFailed: false,
    undo: undefined,
    confirm: undefined,
    spent: nothing,
    heard: none,
    reads: none,
    refusal: undefined,
    recalled: undefined,
    show: undefined,
    approval: false,
    approved: false,
    deferral: undefined,
    hold: undefined,
    rebinds: 0,
    fence: undefined,
    fences: undefined,
    owner: draft.owner,
  };
}

/** The node that it is for has begun. */
export function joinNode(draft: Draft, { key, frame, node: at, intent }: IntentState): void {
  const node = nodeAt(frameAt(draft, frame), at);
  if (intent.generation > 1) wantedAnew(draft, key, node);
  const { slot } = intent.call;
  // A quorum asks several at once: it stays on the agenda until all have begun.
  const asks = slot.startsWith("ask");
  const own = ownNode(draft, frame, at);
  // The operator may want a step anew whose plan is being undone: the step then stays as it ended.
  if (own.status === "ready") own.status = "active";
  if (!asks) {
    own.todo = undefined;
    own.slot = slot;
  }
  own.began ??= draft.at;
  // A list that is spread into another has room for sixteen more, in every step of a run.
  if (!own.keys.includes(key)) own.keys = own.keys.concat(key);
}

/** By the operator, after it was undone. Where the plan itself is being undone, it stays nevertheless. */
function wantedAnew(draft: Draft, key: string, node: NodeState): void {
  for (const before of node.keys) {
    if (intentAt(draft, before).todo === "again") changeIntent(draft, before, { todo: undefined });
  }
  if (node.compensation?.released !== undefined) changeIntent(draft, key, { kept: true });
}

/** Records an undo or confirm in the intent that it refers to. */
export function attach(draft: Draft, intent: IntentState): void {
  const of = present(intent.of, "the key an undo or confirm speaks of");
  if (intent.role === "undo") {
    changeIntent(draft, of, { undo: intent.key, todo: undefined });
    if (countsByKey(draft.plan)) bookUndo(draft, ownIntent(draft, of), false);
  } else {
    changeIntent(draft, of, { confirm: intent.key, status: "confirming", todo: undefined });
    bookConfirm(draft, ownIntent(draft, of), false);
  }
}

export function limit(draft: Draft, { key, due }: IntentState): void {
  if (due !== undefined) arm(draft, { due, id: key, kind: "due", key });
}

export function dispatched(draft: Draft, event: Event<"Dispatched">, seq: Seq): void {
  const { key, dispatch, due } = event;
  const intent = changeIntent(draft, key, { status: "running", todo: undefined, dispatch, due, seq });
  reserve(draft, intent);
  limit(draft, intent);
}

export function ended(draft: Draft, event: Event<"Ended">): void {
  const { key, attempt, dispatch, outcome, spent } = event;
  const known = draft.intents.get(key);
  if (known === undefined) {
    draft.taken = draft.taken.set(`${key} ${dispatchTag(event)}`, true);
    return;
  }
  const intent = ownStored(draft, known);
  intent.heard = withHeard(intent.heard, event);
  if (intent.status !== "running" || attempt !== intent.attempt || dispatch !== intent.dispatch) {
    const isTaken = "ok" in outcome && awaitsToken(draft, intent);
    lateResult(draft, intent, attempt, isTaken ? taken : outcome);
    return;
  }
  intent.spent = spend(draft, intent, spent);
  const { due } = intent;
  intent.due = undefined;
  if (awaitsToken(draft, intent) && mayReturn(draft, intent, outcome)) called(draft, intent, due);
  else result(draft, intent, withinLimit(outcome, due === undefined ? undefined : due - draft.at));
}

/** The wait that a failure asks for fits into the time that its attempt has left, so that every bound holds with it. */
function withinLimit(outcome: Outcome, left: number | undefined): Outcome {
  if ("ok" in outcome || outcome.failure.after === undefined || left === undefined) return outcome;
  const { failure } = outcome;
  return { ...outcome, failure: { ...failure, after: Math.max(0, Math.min(outcome.failure.after, left)) } };
}

/** All that the answer to a request says that calls back: what becomes of it is not known with that. */
const taken: Outcome = {
  failure: { class: "transient", name: "transient", message: "it was taken, and did not come back in time" },
  reach: "unknown",
};

export function lost(draft: Draft, event: Event<"Lost">): void {
  const { key, attempt, dispatch } = event;
  const known = draft.intents.get(key);
  if (known === undefined) {
    draft.taken = draft.taken.set(`${key} ${dispatchTag(event)}`, true);
    return;
  }
  const intent = changeIntent(draft, key, { heard: withHeard(known.heard, event) });
  if (attempt !== intent.attempt || dispatch !== intent.dispatch) return;
  if (intent.status === "running") {
    const { due } = intent;
    const over = changeIntent(draft, key, { spent: spend(draft, intent, undefined), due: undefined });
    if (awaitsToken(draft, over) && effectNow(draft.plan, draft, over) === "once") called(draft, over, due);
    else unknown(draft, over, "lost");
  } else if (intent.quiet !== undefined) dead(draft, intent);
}

/** It was taken, or nobody can say that it was not. */
function mayReturn(draft: Draft, intent: IntentState, outcome: Outcome): boolean {
  if ("ok" in outcome) return true;
  return outcome.reach === "unknown" && effectNow(draft.plan, draft, intent) === "once";
}

/** Nobody knows what became of a try. */
function unknown(draft: Draft, intent: IntentState, todo: "lost" | "tried"): void {
  const next = withStanding(draft, intent, mayHave(draft, intent));
  putIntent(draft, { ...next, status: "tried", todo, reach: "unknown" });
  decideLater(draft, { key: intent.key });
}

function mayHave(draft: Draft, { capability, standing }: IntentState): Standing {
  if (leavesNothing(draft.plan, capability) || standing === "applied") return standing;
  return "maybe";
}

export function aborted(draft: Draft, event: Event<"Aborted">): void {
  const intent = intentAt(draft, event.key);
  const isOut = intent.status === "running" || intent.status === "called";
  if (event.why === "superseded" || !isOut) return;
  const quiet = draft.at + draft.plan.settings.limits.grace;
  const spent = intent.status === "running" ? spend(draft, intent, undefined) : intent.spent;
  const over = { ...intent, spent, due: undefined, todo: undefined };
  if (event.why === "cancelled") {
    const next = putIntent(draft, withStanding(draft, over, mayHave(draft, intent)));
    const waits = next.role === "do" && next.standing === "maybe";
    putIntent(draft, {
      ...next,
      status: "ended",
      outcome: "cancelled",
      ended: draft.at,
      quiet: waits ? quiet : undefined,
    });
    if (waits) arm(draft, { due: quiet, id: `grace ${event.key}`, kind: "grace", key: event.key });
    continueCompensation(draft, intent.frame, intent.node);
    return;
  }
  if (event.why === "rebound") {
    reboundLater(draft, over, quiet);
    return;
  }
  const failure: Failure = { ...causes[event.why], attempts: intent.attempt - intent.base };
  const waits = effectNow(draft.plan, draft, intent) === "once" && !awaitsToken(draft, intent);
  if (!leavesNothing(draft.plan, intent.capability) && intent.role === "do") {
    arm(draft, { due: quiet, id: `grace ${event.key}`, kind: "grace", key: event.key });
    putIntent(draft, { ...over, failure, quiet });
  } else putIntent(draft, { ...over, failure });
  if (waits) {
    const next = withStanding(draft, intentAt(draft, event.key), mayHave(draft, intent));
    putIntent(draft, { ...next, status: "overdue", reach: "unknown" });
  } else unknown(draft, intentAt(draft, event.key), "tried");
}

/** Why a try was broken off, as its failure. */
const causes = {
  timeout: { class: "timeout", name: "timeout", message: "it was out of time" },
  lost: { class: "resource_lost", name: "resource_lost", message: "what it used is lost" },
  revoked: { class: "denied", name: "denied", message: "the consent that it needs was taken back" },
} as const;

/** It goes on under its key with another member; that it was broken off takes none of its retries away. */
function reboundLater(draft: Draft, over: IntentState, quiet: number): void {
  const next = withStanding(draft, over, mayHave(draft, over));
  const base = over.base + 1;
  const waits = next.standing === "maybe";
  putIntent(draft, {
    ...next,
    status: "tried",
    todo: "rebound",
    base,
    rebinds: over.rebinds + 1,
    reach: "unknown",
    quiet: waits ? quiet : undefined,
  });
  if (waits) arm(draft, { due: quiet, id: `grace ${over.key}`, kind: "grace", key: over.key });
  decideLater(draft, { key: over.key });
}
