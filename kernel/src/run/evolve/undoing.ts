import type { Key } from "../../identity.ts";
import { changeIntent, type Draft, decideLater, frameAt, intentAt, ownIntent } from "../draft.ts";
import type { NodeState } from "../frame-state.ts";
import { undoOf } from "../undo-of.ts";
import { bookUndo } from "./ledger.ts";

/** Whether an intent of a node, or a plan that it called, is not at its end. */
export function isAlive(draft: Draft, { keys, callee }: NodeState): boolean {
  if (keys.some((key) => intentAt(draft, key).status !== "ended")) return true;
  return (
    callee !== undefined && (callee.frame === undefined || frameAt(draft, callee.frame).status !== "over")
  );
}

/** The last of a node's intents that stands is undone next. False where nothing is left to be undone. */
export function undoNext(draft: Draft, node: NodeState): boolean {
  for (let index = node.keys.length - 1; index >= 0; index--) {
    const key = node.keys[index];
    if (key !== undefined && waitsForUndo(draft, key)) return true;
  }
  return false;
}

/** Whether an intent has to be undone; if so that is put on the agenda, once what was given up is surely dead. */
function waitsForUndo(draft: Draft, key: Key): boolean {
  const intent = intentAt(draft, key);
  if (intent.kept || (intent.standing !== "applied" && intent.standing !== "maybe")) return false;
  if (undoOf(draft.plan, draft, intent) === undefined) {
    bookUndo(draft, ownIntent(draft, key), false);
    return false;
  }
  const free = intent.quiet === undefined && intent.undo === undefined && intent.todo === undefined;
  if (free && intent.status === "ended") {
    changeIntent(draft, key, { todo: "undo" });
    decideLater(draft, { key });
  }
  return true;
}
