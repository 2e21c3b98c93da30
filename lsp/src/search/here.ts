import { parentPort, workerData } from "node:worker_threads";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { scenarioText } from "@orchlang/presentation";
import type { Verified } from "@orchlang/simulator";
import { momentsOf } from "../moments.ts";
import type { Counterexample, Search } from "../requests.ts";

/** The input of a search thread. */
export interface Wanted {
  readonly file: Pick<PlanFile, "plan" | "id">;
  readonly context: ScenarioContext;
  /** The steps in the page, by `routine/node`. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** Messages of a thread during and after its search. */
export type Told = { readonly runs: number } | { readonly search: Search };

/** As long as `orch verify` takes at most. */
const patienceMs = 30_000;
const runsByChance = 2_000;

/** How often it is told how far the search has come, ms. */
const tellsEachMs = 200;

/** The work of a thread that `searchInThread` has begun: to be called by the file that it begins with. */
export async function searchHere(): Promise<void> {
  const { nodeKey, stepName, verify } = await import("@orchlang/simulator");
  const { file, context, anchors }: Wanted = workerData;
  const until = performance.now() + patienceMs;
  let result = performance.now();
  const isOver = (runs: number): boolean => {
    const now = performance.now();
    if (now - result > tellsEachMs) {
      result = now;
      tell({ runs });
    }
    return now > until;
  };
  const verified = verify(file, context, { runs: { random: runsByChance }, isOver });
  const found = verified.violations.map(
    ({ violation, trial, scenario, reproduces }): Counterexample => ({
      says: violation.says,
      faults: trial.one.faults.size,
      moments: momentsOf(trial.run, anchors, { nodeKey, stepName }),
      scenario: scenarioText(scenario, { plan: file.plan, context }),
      reproduces,
    }),
  );
  tell({ search: { found, reach: reachOf(verified, performance.now() > until) } });
}

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

function reachOf({ runs, exhaustive, faults }: Verified, isCut: boolean): string {
  const all = `${runs} ${runs === 1 ? "run" : "runs"}`;
  if (exhaustive) return `${all}: every way, with up to ${faults} faults`;
  return isCut ? `${all}, until the time was over` : `${all}, not every way`;
}
