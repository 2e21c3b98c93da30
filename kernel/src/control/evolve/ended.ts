/** Runs that have ended: what asks for one of them, and was told before, is known again for a long while. */
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { RunId } from "../../machine.ts";
import type { ControlState } from "../state.ts";

/** Of those that have ended the older half is forgotten when there are too many. */
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
 * Whether a run of this id was admitted before; what ended long ago is not known any more. Whoever asks for a run by an id
 * of his own looks at its stream as well.
 */
export function wasAdmitted({ runs, ended, endedBefore }: ControlState, run: RunId): boolean {
  return runs.has(run) || ended.has(run) || endedBefore.has(run);
}
