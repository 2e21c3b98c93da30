import type { Failure } from "../../failure.ts";
import type { Slot } from "../../identity.ts";
import { mayBeGivenUp } from "../call.ts";
import { agreement, askedBy } from "../contest.ts";
import { frameAt } from "../draft.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import type { Locals } from "../scope.ts";
import { failStatement } from "./rescue.ts";
import { completed } from "./statement.ts";
import { stop } from "./stop.ts";
import { emit, type Turn } from "./turn.ts";

/** Begins a way of doing a node. */
export type Start = (turn: Turn, frame: Frame, laid: LaidNode, slot: Slot, locals: Locals) => void;

/** Several are asked at once. */
export function startQuorum(turn: Turn, frame: Frame, laid: LaidNode, start: Start): void {
  const { node } = laid;
  if (node.kind !== "quorum") return;
  const { path: routine, site } = frame;
  emit(turn, { t: "Branched", routine, node: node.id, site, took: node.attempts.length, reads: [] });
  for (const index of node.attempts.keys()) {
    start(turn, frameAt(turn.draft, frame.id), laid, `ask${index + 1}`, {});
  }
}

/** What enough of them agree on is taken, and the others need not answer; or they can't agree any more. */
export function quorum(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node, at } = laid;
  if (node.kind !== "quorum") return;
  const agreed = agreement(turn.draft, frame.id, at, node);
  if (agreed === undefined) {
    stopOthers(turn, frame, laid);
    failStatement(turn, frame, laid, disagreement(turn, frame, laid));
  } else {
    completed(turn, frame, laid, agreed.value);
    stopOthers(turn, frame, laid);
  }
}

function stopOthers(turn: Turn, frame: Frame, { at }: LaidNode): void {
  for (const intent of askedBy(turn.draft, frame.id, at)) {
    const stoppable =
      intent.status === "asking" ||
      intent.status === "resting" ||
      (intent.status === "running" && mayBeGivenUp(turn.plan, intent.capability));
    if (stoppable) stop(turn, intent);
  }
}

function disagreement(turn: Turn, frame: Frame, { at, node }: LaidNode): Failure {
  const asked = node.kind === "quorum" ? node.attempts.length : 0;
  const agree = node.kind === "quorum" ? node.agree : 0;
  const answered = askedBy(turn.draft, frame.id, at).filter(({ outcome }) => outcome === "completed").length;
  const message = `of ${asked} that were asked ${answered} answered, and no ${agree} of them agree`;
  return { class: "no_quorum", name: "no_quorum", message };
}
