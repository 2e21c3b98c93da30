import type { Failure } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { meant } from "../call.ts";
import { frameAt, intentAt, laidAt } from "../draft.ts";
import type { IntentState, IntentTodo } from "../state.ts";
import { accept } from "./accept.ts";
import { again } from "./again.ts";
import { beginAgain } from "./begin.ts";
import { contradiction } from "./contradiction.ts";
import { confirmed } from "./doubt.ts";
import { denied } from "./gate.ts";
import { resourceLost } from "./hold.ts";
import { lostTry } from "./lost.ts";
import { memberLost } from "./rebind.ts";
import { failSlot } from "./rescue.ts";
import { tried } from "./retry.ts";
import { revoked } from "./revoked.ts";
import { stop } from "./stop.ts";
import type { Turn } from "./turn.ts";
import { undo, undone } from "./undo.ts";

/** What is decided of an intent, by what its agenda says. */
const decisions: { readonly [Todo in IntentTodo]: (turn: Turn, intent: IntentState) => void } = {
  tried,
  lost: lostTry,
  accept,
  granted: (turn, intent) => beginAgain(turn, intent, meant(turn.draft, intent), intent.reads),
  refused: refusedByControl,
  confirmed,
  again,
  stop,
  undo,
  undone,
  contradiction,
  rebound: (turn, intent) => beginAgain(turn, intent, meant(turn.draft, intent)),
  memberLost,
  revoked,
};

export function decideIntent(turn: Turn, key: Key): void {
  const intent = intentAt(turn.draft, key);
  decisions[present(intent.todo, "something to decide")](turn, intent);
}

function refusal({ refusal: found }: IntentState): Failure {
  const why = found?.why ?? "it was refused";
  return found?.none === true ? resourceLost(why) : denied(why);
}

function refusedByControl(turn: Turn, intent: IntentState): void {
  const frame = frameAt(turn.draft, intent.frame);
  failSlot(turn, {
    frame,
    laid: laidAt(frame, intent.node),
    slot: intent.intent.call.slot,
    known: intent,
    why: { failure: refusal(intent), reads: intent.reads },
  });
}
