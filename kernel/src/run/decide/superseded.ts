import type { Key } from "../../identity.ts";
import type { View } from "../draft.ts";
import { emit, type Turn } from "./turn.ts";

/** A dispatch that is out. */
export interface Out {
  readonly attempt: number;
  readonly dispatch: number;
}

/** The dispatch of an intent that is running before a result of it is applied. */
export function dispatchOut(state: View, key: Key): Out | undefined {
  const intent = state.intents.get(key);
  if (intent?.status !== "running") return undefined;
  return { attempt: intent.attempt, dispatch: intent.dispatch };
}

/** A late result was taken while another dispatch of the same intent was out: that one need not go on. */
export function abortSuperseded(
  turn: Turn,
  { attempt, dispatch }: Out,
  result: Out & { readonly key: Key },
): void {
  if (result.attempt === attempt && result.dispatch === dispatch) return;
  const { key } = result;
  const is = turn.draft.intents.get(key);
  if (is === undefined || is.status === "running") return;
  if (is.heard.includes(`Ended ${attempt}.${dispatch}`)) return;
  emit(turn, { t: "Aborted", key, attempt, dispatch, why: "superseded" });
}
