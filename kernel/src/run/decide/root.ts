import { present } from "../../invariant.ts";
import type { FrameOutcome } from "../frame-state.ts";
import { wholeRun } from "../state.ts";
import { choose, nextForRun, noPlan } from "./goal.ts";
import { releaseAll } from "./hold.ts";
import { emit, type Turn } from "./turn.ts";

/** Decisions about the run as a whole. */
export function decideRoot(turn: Turn): void {
  const { todo, callee, outcome } = turn.draft.root;
  if (todo === "close") {
    close(turn, present(outcome, "how it ended"));
    return;
  }
  const wanted = present(callee, "what the run is for");
  if (wanted.next !== undefined) {
    nextForRun(turn);
    return;
  }
  const around = {
    callee: wanted,
    caller: undefined,
    ledgers: [wholeRun],
    deadline: undefined,
    carried: () => 0,
  };
  if (!choose(turn, around)) close(turn, { status: "failed", failure: noPlan(wanted.target) });
}

/** Closing requires that nothing runs, is doubted or owed (semantics, rule 30). */
export function mayClose({ draft }: Turn): boolean {
  return draft.live === 0 && !draft.obligations.some(({ blocking }) => blocking);
}

export function close(turn: Turn, outcome: FrameOutcome): void {
  releaseAll(turn);
  emit(turn, { t: "Closed", ...outcome });
}
