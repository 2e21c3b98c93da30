import type { RunId } from "@orchlang/kernel";
import { emptyRun, type RunState, runMachine } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";

import type { Entry, RunReport } from "../orchestrator-api.ts";
import { reportOf } from "./report.ts";

/** Follows a run from its events, for whoever shows it while it goes on. */
export interface RunReporter {
  /** The next event, in order from the first; one that was seen before changes nothing. */
  add(entry: Entry): void;
  report(): RunReport;
}

/** Begins with a run of which nothing is known yet; `file`: its plan. */
export function createRunReporter(run: RunId, file: PlanFile): RunReporter {
  let state: RunState = emptyRun;
  return {
    add: ({ seq, event }) => {
      if (seq === state.length) state = runMachine.evolve(file.plan, state, event, seq);
    },
    report: () => reportOf(run, { file, state }),
  };
}
