/** Time has come to something (semantics, rule 5). */
import { formatDuration } from "@orchlang/plan/quantities";
import type { Failure } from "../../failure.ts";
import { present } from "../../invariant.ts";
import { nextTimer } from "../draft.ts";
import type { Frame } from "../frame-state.ts";
import { frameAt, type IntentState, intentAt, laidAt, nodeAt, type Timer, type TimerKind } from "../state.ts";
import { callAgain } from "./call-again.ts";
import { failSlot } from "./error-handlers.ts";
import { failFrame } from "./goal.ts";
import { resourceLost } from "./hold.ts";
import { failRegion } from "./region.ts";
import { continueIntent } from "./retry.ts";
import { completed } from "./statement.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";
import { waitIsOver } from "./wait.ts";

/** The first of the timers that are due, by due and id. False where none is. */
export function fireTimers(turn: Turn): boolean {
  const timer = nextTimer(turn.draft);
  if (timer === undefined || timer.due > turn.draft.at || turn.draft.closed !== undefined) return false;
  fires[timer.kind](turn, timer);
  return true;
}

const fires: { readonly [Kind in TimerKind]: (turn: Turn, timer: Timer) => void } = {
  due: (turn, { key }) => intentDue(turn, intentAt(turn.draft, present(key, "whose time it is"))),
  grace: (turn, { id }) => emit(turn, { t: "TimerCleared", id }),
  wait: (turn, { frame: id, node }) => {
    const frame = frameAt(turn.draft, present(id, "a frame"));
    const laid = laidAt(frame, present(node, "a node"));
    // A step that has called something waits for nothing but to call it again.
    if (nodeAt(frame, laid.at).callee === undefined) waitIsOver(turn, frame, laid);
    else callAgain(turn, frame, laid);
  },
  holds: (turn, { frame: id, node }) => {
    const frame = frameAt(turn.draft, present(id, "a frame"));
    completed(turn, frame, laidAt(frame, present(node, "a node")), true);
  },
  hold: (turn, { frame: id, node }) => {
    const frame = frameAt(turn.draft, present(id, "a frame"));
    const laid = laidAt(frame, present(node, "a node"));
    const time = turn.draft.holds.get(nodeAt(frame, laid.at).hold?.asked ?? -1)?.for ?? 0;
    failRegion(turn, frame, laid, resourceLost(`its ${formatDuration(time)} are over`));
  },
  timeout: (turn, { frame }) => outOfTime(turn, frameAt(turn.draft, present(frame, "a frame")), "timeout"),
  deadline: (turn, { frame }) => outOfTime(turn, frameAt(turn.draft, present(frame, "a frame")), "deadline"),
  owed: (turn, { id }) => {
    const { rule, key, due } = present(turn.draft.obligations.get(id), "an obligation");
    const { call } = intentAt(turn.draft, key).intent;
    emit(turn, { t: "Breached", rule, call, key, ...(due === undefined ? {} : { due }) });
  },
};

/** The next try, the end of a try, or nobody has answered. */
function intentDue(turn: Turn, intent: IntentState): void {
  const { key, status, attempt, dispatch } = intent;
  if (status === "resting") continueIntent(turn, intent);
  else if (status === "asking") unanswered(turn, intent);
  else emit(turn, { t: "Aborted", key, attempt, dispatch, why: "timeout" });
}

/** A task that nobody has done in time is taken out of the inbox; no one can be in doubt about it. */
function unanswered(turn: Turn, intent: IntentState): void {
  const run = turn.draft.start?.run ?? "";
  const ref = { stream: `run/${run}` as const, seq: intent.seq };
  emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "cancel", ref } });
  const frame = frameAt(turn.draft, intent.frame);
  const waited = intent.due === undefined ? "" : ` within ${formatDuration(intent.due - intent.began)}`;
  const failure: Failure = {
    class: "timeout",
    name: "timeout",
    message: `nobody answered${waited}`,
    attempts: 1,
  };
  failSlot(turn, {
    frame,
    laid: laidAt(frame, intent.node),
    slot: intent.intent.call.slot,
    known: intent,
    why: { failure },
  });
}

function outOfTime(turn: Turn, frame: Frame, kind: "timeout" | "deadline"): void {
  const { began } = frame;
  const since = kind === "deadline" && frame.parent === undefined ? (turn.draft.start?.at ?? began) : began;
  const allowed = formatDuration(Math.max(0, (frame[kind] ?? since) - since));
  const says =
    kind === "timeout"
      ? `it took longer than its \`timeout\` of ${allowed}`
      : `it took longer than the ${allowed} that its budget allows`;
  failFrame(turn, frame, { class: "timeout", name: "timeout", message: says });
}
