/**
 * A member is lost (semantics, rule 32). Where all that is done in the block can be done again, it is bound to another:
 * the same keys, a new fence, and only arguments that read the member change. Else the block has failed.
 */

import { callOf } from "../call.ts";
import { intentsOf } from "../evolve/rebinding.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { membersReadAt } from "../member-readers.ts";
import { mayChange, mayRebind } from "../rebindable.ts";
import { type IntentState, nodeAt, type View } from "../state.ts";
import { worstOfHold } from "../worst.ts";
import { refusedByBudget } from "./budget.ts";
import { release, requestOf, resourceLost } from "./hold.ts";
import { failRegion } from "./region.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

export function holdLost(turn: Turn, frame: Frame, laid: LaidNode): void {
  const hold = nodeAt(frame, laid.at).hold;
  const why = resourceLost(hold?.why ?? "it is lost");
  if (hold === undefined || hold.suspended || !mayRebind(turn.draft, frame, laid))
    failRegion(turn, frame, laid, why);
  else rebind(turn, frame, laid, hold.asked);
}

function rebind(turn: Turn, frame: Frame, laid: LaidNode, asked: number): void {
  const request = requestOf(turn, frame, laid);
  if ("failure" in request) {
    failRegion(turn, frame, laid, request.failure);
    return;
  }
  for (const { key, status, attempt, dispatch } of intentsOf(turn.draft, frame, laid.at)) {
    if (status === "running") emit(turn, { t: "Aborted", key, attempt, dispatch, why: "rebound" });
  }
  release(turn, asked);
  const { from: _, ...wish } = request.hold;
  const hold = { ...wish, again: true as const };
  const worst = worstOfHold(turn.plan, hold);
  const wanted = { frame, capability: hold.pool, worst, undoWorst: undefined, undoHeld: true };
  const refusal = refusedByBudget(turn, wanted);
  if (refusal !== undefined) failRegion(turn, frame, laid, refusal);
  else
    emit(turn, {
      t: "Asked",
      ...previousMessage(turn),
      worst,
      ask: { ask: "hold", call: callOf(frame, laid, "do"), hold },
    });
}

/**
 * The member that a step holds through `using` is gone: the step continues with another one under the same key, or this
 * try has failed.
 */
export function memberLost(turn: Turn, intent: IntentState): void {
  const { key, hold, status, attempt, dispatch } = intent;
  if (hold !== undefined) release(turn, hold);
  if (status !== "running") return;
  const again = mayChange(turn.draft, intent);
  emit(turn, { t: "Aborted", key, attempt, dispatch, why: again ? "rebound" : "lost" });
}

/**
 * Whether the time of a `with` that it reads is up, though nobody has said so yet: after a restart what is heard first is
 * what became of its attempts. Nothing begins then, or is sent again, under a fence that may be another's by now.
 */
export function isTooLate(draft: View, frame: Frame, laid: LaidNode): boolean {
  if (laid.block.owner === -1 && frame.parent === undefined) return false;
  return membersReadAt(draft, frame, laid).some((member) => {
    const { due, hold } = nodeAt(member.frame, member.laid.at);
    return hold !== undefined && due !== undefined && due <= draft.at;
  });
}
