import type { RunId, Seq } from "@orchlang/kernel";
import { type RunEvent, type RunState, runMachine, waitingOf } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import { recover } from "../journal/recover.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import type { Refusal, Rest } from "../orchestrator-types.ts";
import type { Plans } from "./plans.ts";
import { holdAgainst, keptPlan, type RunRequest, requestOf } from "./request.ts";

/** A run as the journal has it, driven by nobody here. */
export interface FoldedRun {
  readonly file: PlanFile;
  readonly request: RunRequest;
  readonly state: RunState;
  readonly rest: Rest;
}

/** Throws `DamagedJournal`. `until`: the last event to fold. `plans`: those that were read before. */
export async function foldRun(
  store: Store,
  run: RunId,
  until?: Seq,
  plans?: Plans,
): Promise<FoldedRun | Refusal> {
  if ((await store.head(`run/${run}`))?.pruned) return prunedRun(run);
  const request = await requestOf(store, run);
  if (request === undefined)
    return { refused: "unknown_run", message: `There is no run ${run} in this journal.` };
  const file = await (plans?.get(request.plan) ?? keptPlan(store, request.plan));
  if ("refused" in file) return file;
  const { state } = await recover<PlanFile["plan"], RunState, RunEvent>(
    store,
    `run/${run}`,
    runMachine,
    file.plan,
    until,
  );
  holdAgainst(run, request, state.start);
  const rest = state.closed?.outcome ?? { status: "waiting" as const, waiting: waitingOf(file.plan, state) };
  return { file, request, state, rest };
}

/** The refusal for a run of which only the head is kept. */
export function prunedRun(run: RunId): Refusal {
  return {
    refused: "unknown_run",
    message: `The run ${run} has ended, and was pruned since: its events and values are not kept any longer.`,
  };
}

/** The same, with damage as a refusal. */
export async function foldedOr(store: Store, run: RunId): Promise<FoldedRun | Refusal> {
  try {
    return await foldRun(store, run);
  } catch (error) {
    if (error instanceof DamagedJournal) return { refused: "journal", message: error.message };
    throw error;
  }
}
