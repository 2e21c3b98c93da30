import type { IntentState } from "../state.ts";
import { anew } from "./accept.ts";
import { goOn } from "./retry.ts";
import type { Turn } from "./turn.ts";

/**
 * The operator wants another try: of what is in doubt or of a failed undo under the same key; of what was undone under
 * another, since under the old one the other side would answer with what was taken back (semantics, rule 20).
 */
export function again(turn: Turn, intent: IntentState): void {
  if (intent.role === "do" && intent.standing === "undone") {
    anew(turn, intent, 1, intent.intent.generation + 1, intent);
  } else goOn(turn, intent);
}
