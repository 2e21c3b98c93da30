/** Decisions about a plan or a round as a whole. */
import { present } from "../../invariant.ts";
import { callOf } from "../call.ts";
import { outcomeOf } from "../evolve/settle.ts";
import type { Frame, FrameOutcome, FrameTodo } from "../frame-state.ts";
import { frameAt, type IntentState, laidAt, nodeAt, wholeRun } from "../state.ts";
import { callFailed, unaccepted } from "./call-again.ts";
import { failSlot } from "./error-handlers.ts";
import { choose, failFrame, nextForRun, noPlan, unmet } from "./goal.ts";
import { releaseAll } from "./hold.ts";
import { roundCall } from "./loop.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

const decisions: { readonly [Todo in FrameTodo]: (turn: Turn, frame: Frame) => void } = {
  done,
  fail,
  unwound: lastThings,
  finished,
};

export function decideFrame(turn: Turn, id: number): void {
  const frame = frameAt(turn.draft, id);
  decisions[present(frame.todo, "something to decide")](turn, frame);
}

/**
 * All statements have ended. The goal's success condition must be met and the calling step must accept the result;
 * otherwise the plan is undone. A result that the step rejects does not start the goal's other plans.
 */
function done(turn: Turn, frame: Frame): void {
  const failure = unmet(turn, frame);
  if (failure !== undefined) {
    failFrame(turn, frame, failure);
    return;
  }
  const why = unaccepted(turn, frame);
  const { path: routine, site } = frame;
  if (why === undefined) lastThings(turn, frame);
  else emit(turn, { t: "Unwinding", region: { routine, site }, why, rejected: true });
}

function fail(turn: Turn, frame: Frame): void {
  failFrame(turn, frame, present(frame.failure, "why it failed"));
}

/** `finally`, where there is one; else this was all. */
function lastThings(turn: Turn, frame: Frame): void {
  const { template, path: routine, site } = frame;
  if (template.loop !== undefined) {
    roundOver(turn, frame);
    return;
  }
  releaseAll(turn);
  if (template.finally !== undefined && frame.started) {
    emit(turn, { t: "Branched", routine, node: "finally", site, took: 0, reads: [] });
  } else finished(turn, frame);
}

function roundOver(turn: Turn, frame: Frame): void {
  const { failure, cancelled } = frame;
  emit(turn, {
    t: "Settled",
    call: roundCall(frame),
    status: cancelled || failure === undefined ? "cancelled" : "failed",
    standing: "none",
    ...(failure === undefined ? {} : { failure }),
  });
}

/** A plan has ended: its caller continues. */
function finished(turn: Turn, frame: Frame): void {
  const { parent } = frame;
  if (parent === undefined) {
    rootFinished(turn, frame);
    return;
  }
  const outer = frameAt(turn.draft, parent.frame);
  const laid = laidAt(outer, parent.node);
  const node = nodeAt(outer, parent.node);
  if (frame.cancelled || node.status === "cancelled") {
    const call = callOf(outer, laid, parent.slot);
    emit(turn, { t: "Settled", call, status: "cancelled", standing: "none" });
    return;
  }
  if (frame.failure === undefined) {
    emit(turn, {
      t: "Settled",
      call: callOf(outer, laid, parent.slot),
      status: "completed",
      standing: "none",
      value: frame.value ?? null,
    });
    return;
  }
  const { callee } = node;
  if (callee?.next !== undefined) {
    emit(turn, { t: "Switched", goal: callee.target, call: callOf(outer, laid, node.slot) });
    return;
  }
  callFailed(turn, frame);
}

/** The run's own plan without `finally`: another plan for its goal, or the end, or what is owed is waited for. */
function rootFinished(turn: Turn, frame: Frame): void {
  if (turn.draft.root.callee?.next !== undefined) nextForRun(turn);
  else if (mayClose(turn)) close(turn, outcomeOf(frame));
  else {
    const { path: routine, site } = frame;
    emit(turn, { t: "Branched", routine, node: "finally", site, took: -1, reads: [] });
  }
}

/** Decisions about the run as a whole. */
export function decideRoot(turn: Turn): void {
  const { todo, callee, outcome } = turn.draft.root;
  if (todo === "close") {
    close(turn, present(outcome, "how it ended"));
    return;
  }
  const wanted = present(callee, "what the run is for");
  if (wanted.next !== undefined) {
    nextForRun(turn);
    return;
  }
  const around = {
    callee: wanted,
    caller: undefined,
    ledgers: [wholeRun],
    deadline: undefined,
    carried: () => 0,
  };
  if (!choose(turn, around)) close(turn, { status: "failed", failure: noPlan(wanted.target) });
}

/** Closing requires that nothing runs, is doubted or owed (semantics, rule 30). */
function mayClose({ draft }: Turn): boolean {
  return draft.live === 0 && !draft.obligations.some(({ blocking }) => blocking);
}

function close(turn: Turn, outcome: FrameOutcome): void {
  releaseAll(turn);
  emit(turn, { t: "Closed", ...outcome });
}

/** An intent in a region that stops (semantics, rule 23); what has to be awaited does not come here. */
export function stop(turn: Turn, intent: IntentState): void {
  const { key, status, attempt, dispatch, seq } = intent;
  if (status === "running") {
    emit(turn, { t: "Aborted", key, attempt, dispatch, why: "cancelled" });
    return;
  }
  if (status === "asking") {
    const run = turn.draft.start?.run ?? "";
    emit(turn, {
      t: "Asked",
      ...previousMessage(turn),
      ask: { ask: "cancel", ref: { stream: `run/${run}`, seq } },
    });
  }
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  if (status === "judged") {
    emit(turn, {
      t: "Settled",
      call: intent.intent.call,
      key,
      status: "completed",
      standing: intent.standing,
    });
    return;
  }
  failSlot(turn, {
    frame,
    laid,
    slot: intent.intent.call.slot,
    known: { ...intent, stopping: true },
    why: { failure: { class: "cancelled", name: "cancelled", message: "it was stopped" } },
  });
}
