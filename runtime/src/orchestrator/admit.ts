import type { RunId } from "@orchlang/kernel";
import type { ControlState } from "@orchlang/kernel/control";
import type { RunState, User } from "@orchlang/kernel/run";
import type { Orchestrator, Refusal } from "../orchestrator-api.ts";
import { stopped } from "./answer.ts";
import { openRuns } from "./find.ts";
import { foldedOr } from "./fold-run.ts";
import type { Runs } from "./runs.ts";

/** Somebody's word about the admission of runs. */
interface AdmissionWord {
  readonly mode: "open" | "stopped" | "paused";
  readonly why: string;
  readonly by: User;
  readonly id: string;
}

/**
 * Admission closes before runs are paused, and opens after they go on: a process that dies in between leaves it closed,
 * and the word can be given again.
 */
export async function admit(
  runs: Runs,
  order: Orchestrator["order"],
  { mode, why, by, id }: AdmissionWord,
): Promise<{ readonly runs: readonly RunId[] } | Refusal> {
  const { control } = runs;
  const before = control.state.admission?.held ?? [];
  const held = mode === "paused" ? [...new Set([...before, ...(await pausable(runs))])] : before;
  if (mode === "open") {
    for (const run of held) await order(run, undefined, "unpause", null, why, by, `${id} ${run}`);
  }
  const keeps = mode !== "open" && held.length > 0 ? { held } : {};
  const decided = await control.offer((at) => ({ t: "Admission", at, id, mode, by, why, ...keeps }));
  if (decided === "stopped") return stopped(runs);
  if (mode === "paused") {
    // A run that has ended meanwhile refuses, and needs no pause.
    for (const run of held) await order(run, undefined, "pause", null, why, by, `${id} ${run}`);
  }
  return { runs: mode === "stopped" ? [] : held };
}

/** Runs that go on, and were not paused by somebody before. */
async function pausable(runs: Runs): Promise<readonly RunId[]> {
  const open = await openRuns(runs);
  const going: RunId[] = [];
  for (const { run } of open) {
    const here = runs.get(run)?.live.state ?? (await stateOf(runs, run));
    if (here?.paused !== true) going.push(run);
  }
  return going;
}

async function stateOf({ store }: Runs, run: RunId): Promise<RunState | undefined> {
  const folded = await foldedOr(store, run);
  return "refused" in folded ? undefined : folded.state;
}

/** Why no run begins, if none does. */
export function closedTo({ admission }: ControlState): Refusal | undefined {
  if (admission === undefined) return undefined;
  const { mode, by, why } = admission;
  return { refused: "paused", message: `No run begins: ${by} has ${mode} the installation (${why}).` };
}
