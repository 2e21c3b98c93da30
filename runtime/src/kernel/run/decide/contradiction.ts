import type { IntentState } from "../state.ts";
import { undoOf } from "../undo-of.ts";
import { emit, type Turn } from "./turn.ts";
import { undo } from "./undo.ts";

/**
 * The operator said that it had not happened, and it had: it is taken back if it can be, else the operator is asked
 * once more (semantics, rule 18).
 */
export function contradiction(turn: Turn, intent: IntentState): void {
  if (undoOf(turn.plan, turn.draft, intent) !== undefined) undo(turn, intent);
  else emit(turn, { t: "Doubted", key: intent.key });
}
