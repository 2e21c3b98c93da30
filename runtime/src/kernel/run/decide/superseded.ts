import type { RunInput } from "../events.ts";
import type { RunState } from "../state.ts";
import { emit, type Turn } from "./turn.ts";

/** A late result was taken while another dispatch of the same intent was out: that one need not go on. */
export function abortSuperseded(
  turn: Turn,
  before: RunState,
  { key }: Extract<RunInput, { t: "Ended" }>,
): void {
  const was = before.intents.get(key);
  const is = turn.draft.intents.get(key);
  if (was?.status !== "running" || is === undefined || is.status === "running") return;
  const { attempt, dispatch } = was;
  if (is.heard.includes(`Ended ${attempt}.${dispatch}`)) return;
  emit(turn, { t: "Aborted", key, attempt, dispatch, why: "superseded" });
}
