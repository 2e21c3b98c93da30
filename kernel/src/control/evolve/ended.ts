/** Runs that have ended. They stay known for a long while, so that a repeated request for one is recognised. */
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { RunId } from "../../machine.ts";
import type { ControlState } from "../state.ts";

/** When too many ended runs are known, the older half is forgotten. */
export function withEnded(
  { runs, ended, endedBefore }: ControlState,
  run: RunId,
): Pick<ControlState, "runs" | "ended" | "endedBefore"> {
  const known = ended.set(run, true);
  return known.size * 2 < limits.endedMax
    ? { runs: runs.delete(run), ended: known, endedBefore }
    : { runs: runs.delete(run), ended: PersistentMap(), endedBefore: known };
}

/**
 * Whether a run of this id was admitted before. Runs that ended long ago are forgotten, so a caller who chooses ids
 * also looks at the run's stream.
 */
export function wasAdmitted({ runs, ended, endedBefore }: ControlState, run: RunId): boolean {
  return runs.has(run) || ended.has(run) || endedBefore.has(run);
}
