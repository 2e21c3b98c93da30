import type { Failure } from "../../failure.ts";
import { changeFrame, changeNode, type Draft, decideLater, frameAt, laidAt, nodeAt } from "../draft.ts";
import { branchAround, isRaceBranch } from "../layout.ts";
import { settle } from "./settle.ts";

/**
 * A node has failed for good. Where it is optional the rest goes on without its value; in `finally` what needs it is
 * skipped; a race counts it as lost; else what is around it fails: the branch of a race, the round of a loop, or the plan.
 */
export function nodeFailed(draft: Draft, id: number, at: number, failure: Failure): void {
  const frame = frameAt(draft, id);
  const laid = laidAt(frame, at);
  const optional = "optional" in laid.node && laid.node.optional === true;
  if (optional || laid.inFinally || isRaceBranch(frame.template, laid)) {
    settle(draft, id, at, { status: "failed", failure });
    return;
  }
  changeNode(draft, id, at, { status: "failed", failure, ended: draft.at, todo: undefined, due: undefined });
  // `fail` ends the plan wherever it stands.
  const branch = laid.node.kind === "fail" ? undefined : branchAround(frame.template, laid);
  if (branch === undefined) frameFailed(draft, id, failure);
  else regionFailing(draft, { frame: id, node: branch.at }, failure);
}

/** Something in a frame failed that nobody handles. The first failure counts; what it stops may fail in turn. */
export function frameFailed(draft: Draft, id: number, failure: Failure): void {
  const frame = frameAt(draft, id);
  const mayStillFail = frame.status === "forward" || frame.status === "pending";
  if (!mayStillFail || frame.failure !== undefined) return;
  if (frame.template.loop !== undefined && frame.parent !== undefined && !mayFail(draft, frame.parent)) {
    changeFrame(draft, id, { failure });
    regionFailing(draft, frame.parent, failure);
    return;
  }
  changeFrame(draft, id, { failure, todo: "fail" });
  decideLater(draft, { frame: id });
}

/** Whether one more round may fail without the loop failing; it is counted if so. */
function mayFail(draft: Draft, { frame, node }: { readonly frame: number; readonly node: number }): boolean {
  const { loop, status } = nodeAt(frameAt(draft, frame), node);
  // In a race that is decided nobody asks what became of the others.
  if (loop?.race !== undefined && status === "completed") return true;
  if (loop === undefined || loop.failed >= loop.tolerated) return false;
  changeNode(draft, frame, node, { loop: { ...loop, failed: loop.failed + 1 } });
  return true;
}

/** All in a loop, or in a branch of a race, is to be stopped and undone. The first failure counts. */
function regionFailing(
  draft: Draft,
  { frame, node }: { readonly frame: number; readonly node: number },
  failure: Failure,
): void {
  const { status, todo } = nodeAt(frameAt(draft, frame), node);
  if (status !== "active" || todo === "failing") return;
  changeNode(draft, frame, node, { failure, todo: "failing" });
  decideLater(draft, { frame, node });
}
