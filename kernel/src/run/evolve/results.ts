/** The consequences of a result for its intent and its node. */
import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Failure, Outcome } from "../../failure.ts";
import type { Reach, Standing } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { answerOf } from "../answer.ts";
import { callsBack, capabilityOf, effectNow, leavesNothing, plannedAttempt } from "../call.ts";
import { changeIntent, counted, decideLater, ownIntent, putIntent, putOwn } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { clauseScope } from "../scope.ts";
import { type Draft, frameAt, type IntentState, intentAt, laidAt, nodeAt } from "../state.ts";
import { continueCompensation, handleWhenClear } from "./compensation.ts";
import { bookTries, bookUndo, holdsUndo, spend, withoutConfirm, withStanding } from "./ledger.ts";
import { leaveQuorum, settle } from "./settle.ts";
import { markEnd } from "./trace.ts";

/** The result of the dispatch that is out. */
export function result(draft: Draft, ended: IntentState, outcome: Outcome): void {
  const judged = judge(draft, ended, outcome);
  // Once the outcome is known, no confirm is needed.
  const isKnown = "ok" in judged || judged.reach !== "unknown";
  const intent = isKnown && ended.confirmHeld ? withoutConfirm(draft, ended) : ended;
  if ("failure" in judged) {
    failed(draft, intent, judged.failure, judged.reach);
    return;
  }
  const value = judged.ok;
  if (intent.role !== "do") {
    const of = present(intent.of, "the key an undo or confirm speaks of");
    const done = putIntent(draft, {
      ...intent,
      status: "ended",
      outcome: "completed",
      ended: draft.at,
      result: value,
      hasResult: true,
    });
    bookTries(draft, ownIntent(draft, done.key), false);
    markEnd(draft, done);
    const target = intentAt(draft, of);
    // Not done is a promise: nothing of it stands, and nothing will.
    const before =
      intent.role === "confirm" && answerOf(value) === "not_done"
        ? withStanding(draft, target, "none")
        : target;
    putIntent(draft, { ...before, todo: intent.role === "undo" ? "undone" : "confirmed" });
    decideLater(draft, { key: of });
    return;
  }
  accepted(draft, intent, value);
}

/** The value becomes the step's result once it is accepted. */
function accepted(draft: Draft, intent: IntentState, value: Json): void {
  const options = plannedAttempt(draft, intent)?.options;
  const accepts = options?.accept !== undefined || options?.cache !== undefined;
  if (accepts && !intent.stopping && !intent.repeatedForResult) {
    // The effect happened, accepted or not.
    const done = leavesNothing(draft.plan, intent.capability)
      ? intent
      : withStanding(draft, intent, "applied");
    putIntent(draft, { ...done, status: "judged", todo: "accept", result: value, hasResult: true });
    decideLater(draft, { key: intent.key });
  } else complete(draft, intent, value);
}

/** `ensures` is part of what a capability promises: what breaks it is no result (its effect was made, though). */
function judge(draft: Draft, intent: IntentState, outcome: Outcome): Outcome {
  if ("failure" in outcome) return outcome;
  const { ensures } = capabilityOf(draft.plan, intent.capability);
  if (ensures.length === 0) return outcome;
  const scope = clauseScope(draft, intent.args, { result: outcome.ok });
  const broken = ensures.findIndex((promise) => {
    const evaluated = evaluate(promise, scope);
    return !("value" in evaluated) || evaluated.value !== true;
  });
  if (broken === -1) return outcome;
  const which = ensures.length === 1 ? "what" : `number ${broken + 1} of what`;
  const failure: Failure = {
    class: "invalid_output",
    name: "invalid_output",
    message: `its result breaks ${which} \`${intent.capability}\` ensures`,
  };
  return { failure, reach: "reached" };
}

function failed(draft: Draft, intent: IntentState, failure: Failure, reach: IntentState["reach"]): void {
  const stays = afterFailure(intent, reach, leavesNothing(draft.plan, intent.capability));
  const next = intent.role === "do" ? withStanding(draft, intent, stays) : intent;
  putIntent(draft, {
    ...next,
    status: "tried",
    todo: "tried",
    reach,
    failure: { ...failure, attempts: intent.attempt - intent.base },
  });
  decideLater(draft, { key: intent.key });
}

/** An intent has its result, and so has its node, unless the run has gone on without it. */
export function complete(draft: Draft, intent: IntentState, value: Json): void {
  const standing = leavesNothing(draft.plan, intent.capability) ? "none" : "applied";
  const wasOver = intent.outcome !== undefined;
  const hadFailed = intent.outcome === "failed";
  const stored = draft.intents.get(intent.key);
  const before = stored?.status;
  const done = putOwn(draft, intent, stored);
  done.standing = standing;
  bookUndo(draft, done, holdsUndo(standing));
  done.status = "ended";
  done.todo = undefined;
  done.outcome = "completed";
  done.ended = draft.at;
  done.due = undefined;
  done.quiet = undefined;
  done.repeatedForResult = false;
  done.hadFailed ||= hadFailed;
  done.result = value;
  done.hasResult = true;
  done.failure = undefined;
  counted(draft, before, done);
  markEnd(draft, done);
  const frame = frameAt(draft, done.frame);
  const { status } = nodeAt(frame, done.node);
  // A call that had ended before does not change the plan.
  if (done.stopping || status !== "active" || wasOver) {
    handleWhenClear(draft, done.frame, done.node);
    continueCompensation(draft, done.frame, done.node);
    return;
  }
  if (laidAt(frame, done.node).node.kind === "quorum" && done.intent.call.slot.startsWith("ask")) {
    leaveQuorum(draft, done.frame, done.node);
  } else settle(draft, done.frame, done.node, { status: "completed", value });
}

/**
 * A result that no one waited for any longer: of a try that was given up, lost, doubted, resolved or overtaken.
 * The first result counts, whichever dispatch sent it (semantics, rules 10, 16 and 18).
 */
export function lateResult(draft: Draft, intent: IntentState, attempt: number, outcome: Outcome): void {
  const judged = judge(draft, intent, outcome);
  const last = attempt === intent.attempt;
  switch (intent.status) {
    case "overdue":
    case "confirming":
    case "doubt":
      if (last) learnt(draft, intent, judged);
      return;
    case "running":
    case "resting":
    case "tried":
      if ("ok" in judged && intent.role === "do" && effectNow(draft.plan, draft, intent) === "idempotent") {
        const running = intent.status === "running";
        const spent = running ? spend(draft, intent, undefined) : intent.spent;
        accepted(draft, { ...intent, spent, due: undefined, quiet: undefined }, judged.ok);
      } else if (last) putIntent(draft, { ...intent, quiet: undefined });
      return;
    case "ended":
      if (last && intent.role === "do") afterTheEnd(draft, intent, judged);
      return;
    default:
      return;
  }
}

/** The outcome of a try in question is known. A running confirm is no longer needed. */
function learnt(draft: Draft, intent: IntentState, outcome: Outcome): void {
  if ("failure" in outcome && outcome.reach === "unknown") {
    if (intent.status === "overdue") dead(draft, intent);
    return;
  }
  const confirm = intent.confirm === undefined ? undefined : intentAt(draft, intent.confirm);
  if (confirm !== undefined && confirm.status !== "ended") {
    changeIntent(draft, confirm.key, { stopping: true, todo: "stop" });
    decideLater(draft, { key: confirm.key });
  }
  const quiet = { ...intent, quiet: undefined, todo: undefined };
  if ("ok" in outcome) {
    result(draft, quiet, outcome);
    return;
  }
  // The try itself is what may have stood; that it did not is known now.
  const before = withStanding(draft, quiet, intent.standing === "maybe" ? "none" : intent.standing);
  failed(draft, before, outcome.failure, outcome.reach);
}

/** Its `confirm` has said that it was not done, and so would not be. */
function wasPromisedNotDone(draft: Draft, { confirm, standing }: IntentState): boolean {
  const asked = confirm === undefined ? undefined : draft.intents.get(confirm);
  return standing === "none" && asked?.hasResult === true && answerOf(asked.result ?? null) === "not_done";
}

function afterTheEnd(draft: Draft, intent: IntentState, outcome: Outcome): void {
  const done = "ok" in outcome || outcome.reach === "reached";
  if (done && (intent.resolved === "failed" || wasPromisedNotDone(draft, intent))) {
    const value = "ok" in outcome ? { result: outcome.ok, hasResult: true } : {};
    putIntent(draft, {
      ...withStanding(draft, intent, "applied"),
      ...value,
      status: "judged",
      todo: "contradiction",
    });
    decideLater(draft, { key: intent.key });
    return;
  }
  if (intent.quiet === undefined) return;
  const value = "ok" in outcome ? { result: outcome.ok, hasResult: true } : {};
  const only = intent.attempt === 1 && intent.dispatch === 1;
  const standing = done
    ? "applied"
    : only && "reach" in outcome && outcome.reach === "not_reached"
      ? "none"
      : intent.standing;
  const next = intent.standing === "maybe" ? withStanding(draft, intent, standing) : intent;
  putIntent(draft, { ...next, ...value, quiet: undefined });
  handleWhenClear(draft, intent.frame, intent.node);
  continueCompensation(draft, intent.frame, intent.node);
}

// Requests that call back: over when their token comes back, and never in doubt (semantics, rule 18).

/** True if all that can be known of a try is what its token brings. */
export function awaitsToken(draft: Draft, { role, capability }: IntentState): boolean {
  return role === "do" && callsBack(draft.plan, capability);
}

/** It was asked for, or may have been: its token is waited for, as long as the try may take. */
export function called(draft: Draft, intent: IntentState, due: number | undefined): void {
  const standing = leavesNothing(draft.plan, intent.capability) ? intent.standing : "maybe";
  const next = withStanding(draft, intent, standing);
  putIntent(draft, { ...next, status: "called", todo: undefined, due, quiet: undefined, reach: "unknown" });
}

/** Whichever try it was of. */
export function returned(draft: Draft, { key, value }: Extract<RunEvent, { t: "Returned" }>): void {
  const intent = intentAt(draft, key);
  const spent = intent.status === "running" ? spend(draft, intent, undefined) : intent.spent;
  result(draft, { ...intent, spent, due: undefined, quiet: undefined }, { ok: value });
}

/** A try that was given up is known to be over, or has had time enough. */
export function dead(draft: Draft, { key, status, frame, node }: IntentState): void {
  const overdue = status === "overdue";
  changeIntent(draft, key, { quiet: undefined, ...(overdue ? { todo: "lost" } : {}) });
  if (overdue) {
    decideLater(draft, { key });
    return;
  }
  handleWhenClear(draft, frame, node);
  continueCompensation(draft, frame, node);
}

/** The standing that remains after a failure with this reach. */
function afterFailure(intent: IntentState, reach: Reach, nothingStays: boolean): Standing {
  if (nothingStays || intent.standing === "applied") return intent.standing;
  if (reach === "reached") return "applied";
  return reach === "unknown" ? "maybe" : intent.standing;
}
