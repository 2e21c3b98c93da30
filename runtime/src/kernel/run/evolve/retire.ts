/** What an undo could have used is free once it is retired: when the hold that it needs is over (semantics, rules 14 and 28). */
import { nothing } from "../amounts.ts";
import { type Draft, frameAt, laidAt, nodeAt, ownIntent } from "../draft.ts";
import { wholeRun } from "../state.ts";
import { bookUndo } from "./ledger.ts";

/** A `with` is over: of all that was done in it, what can no longer be taken back sets nothing aside. */
export function retireUndos(draft: Draft, id: number, at: number): void {
  const aside = draft.ledgers.get(wholeRun)?.undo ?? nothing;
  if (aside === nothing) return;
  const work = [{ frame: id, node: at }];
  for (let place = work.pop(); place !== undefined; place = work.pop()) {
    const frame = frameAt(draft, place.frame);
    const node = nodeAt(frame, place.node);
    for (const key of node.keys) {
      const intent = ownIntent(draft, key);
      bookUndo(draft, intent, intent.undoHeld);
    }
    for (const block of laidAt(frame, place.node).blocks)
      for (const inside of block.nodes) work.push({ frame: place.frame, node: inside });
    for (const inner of [...node.frames, ...(node.loop?.frames ?? [])])
      frameAt(draft, inner).nodes.each((_, inside) => {
        work.push({ frame: inner, node: inside });
      });
  }
}
