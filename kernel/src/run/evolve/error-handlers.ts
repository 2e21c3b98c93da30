import { changeNode, type Draft, decideLater, frameAt, nodeAt } from "../draft.ts";
import { isAlive, undoNext } from "./undoing.ts";

/**
 * A handler begins once nothing of what it stands in for is alive, and what of that stands and can be undone is undone
 * (semantics, rule 22). An idempotent effect without undo stays.
 */
export function handleWhenClear(draft: Draft, id: number, at: number): void {
  const node = nodeAt(frameAt(draft, id), at);
  if (node.status !== "active" || !node.slot.startsWith("else") || node.todo !== undefined) return;
  if (node.block !== undefined || node.compensation?.released !== undefined || isAlive(draft, node)) return;
  if (undoNext(draft, node)) return;
  changeNode(draft, id, at, { todo: "rescue" });
  decideLater(draft, { frame: id, node: at });
}
