import type { Failure } from "../../failure.ts";
import { callOf } from "../call.ts";
import { isSettled } from "../evolve/settle.ts";
import type { Frame } from "../frame-state.ts";
import { waitingBeside } from "../interruption.ts";
import { isRaceBranch, type LaidNode } from "../layout.ts";
import { frameAt, nodeAt } from "../state.ts";
import { failStatement, handlerFor } from "./error-handlers.ts";
import { emit, type Turn } from "./turn.ts";

/**
 * A loop has failed as a whole while rounds of it may still run, or a branch of a race or a block that holds something
 * while statements of it may. Where somebody handles that, as a race does, all of it is stopped and undone first. In
 * `finally` it is stopped alone, and what it did is kept (rule 25). Else what is around it fails, and stops it with the
 * rest.
 */
export function failing(turn: Turn, frame: Frame, laid: LaidNode): void {
  const failure = nodeAt(frame, laid.at).failure ?? {
    class: "permanent",
    name: "permanent",
    message: "a round failed",
  };
  failRegion(turn, frame, laid, failure);
}

export function failRegion(turn: Turn, frame: Frame, laid: LaidNode, failure: Failure): void {
  const optional = "optional" in laid.node && laid.node.optional === true;
  const handled =
    optional ||
    isRaceBranch(frame.template, laid) ||
    handlerFor(turn, frame, laid, "do", failure) !== undefined;
  if (!handled && !laid.inFinally) {
    failStatement(turn, frame, laid, failure);
    return;
  }
  const beside = waitingBeside(frame.template, laid);
  if (beside !== undefined && !isSettled(nodeAt(frame, beside.at))) leaveRace(turn, frame, beside);
  const { path: routine, site } = frame;
  emit(turn, {
    t: "Unwinding",
    region: { routine, site, node: laid.node.id },
    why: failure,
    ...(handled ? {} : { keeps: true }),
  });
}

/** A branch of a race has lost: it is stopped and undone. */
export function leaveRace(turn: Turn, frame: Frame, { node }: LaidNode): void {
  const { path: routine, site } = frame;
  emit(turn, { t: "Unwinding", region: { routine, site, node: node.id }, why: "lost the race" });
}

/** All in the region of a node is undone: a branch that lost its race is over, a loop that failed goes to its handler. */
export function unwound(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { failure } = nodeAt(frameAt(turn.draft, frame.id), laid.at);
  const isBranch = isRaceBranch(frame.template, laid);
  if (failure !== undefined && (laid.node.kind === "loop" || isBranch || laid.inFinally)) {
    const next = handlerFor(turn, frame, laid, "do", failure);
    emit(turn, {
      t: "Settled",
      call: callOf(frame, laid, "do"),
      ...(next === undefined ? {} : { next }),
      status: "failed",
      standing: "none",
      failure,
    });
    return;
  }
  emit(turn, { t: "Settled", call: callOf(frame, laid, "do"), status: "cancelled", standing: "none" });
}
