import { undoOf } from "../call.ts";
import { changeNode, type Draft, decideLater, frameAt, intentAt, nodeAt } from "../draft.ts";

/**
 * A handler begins once nothing of what it stands in for is alive, and nothing is being undone; whether something has
 * to be undone first is decided then.
 */
export function rescueWhenClear(draft: Draft, id: number, at: number): void {
  const { status, slot, todo, live, block, wave, keys } = nodeAt(frameAt(draft, id), at);
  const begun = live > 0 || block !== undefined || wave?.released !== undefined;
  if (status !== "active" || !slot.startsWith("else") || todo !== undefined || begun) return;
  for (const key of keys) {
    const intent = intentAt(draft, key);
    const stands = !intent.kept && (intent.standing === "applied" || intent.standing === "maybe");
    if (!stands || undoOf(draft.plan, draft, intent) === undefined) continue;
    if (intent.quiet !== undefined || intent.undo !== undefined || intent.todo !== undefined) return;
  }
  changeNode(draft, id, at, { todo: "rescue" });
  decideLater(draft, { frame: id, node: at });
}
