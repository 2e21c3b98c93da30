import type { RunId, Seq } from "@orchlang/kernel";
import {
  aheadOf,
  emptyRun,
  progressOf,
  type RunState,
  recovery,
  runMachine,
  spentOf,
  statementsOf,
  stepsOf,
  waitingOf,
} from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import type { Head } from "../journal/ledger.ts";
import type { RunDetail } from "../journal-api.ts";
import type { Logger } from "../library/logger.ts";
import { handlesSecrets } from "../library/secrets.ts";
import type { Entry, Refusal, RunReport, RunSummary } from "../orchestrator-types.ts";
import { type HandlerOutput, toStandardError } from "../workers/output.ts";
import type { FoldedRun } from "./fold-run.ts";

type Folded = Pick<FoldedRun, "file" | "state">;

/** A run in one line. */
export function summaryOf(run: RunId, { file, state }: Folded): RunSummary {
  const waiting = waitingOf(file.plan, state);
  return {
    run,
    entry: file.plan.entry,
    plan: file.id,
    started: state.start?.at ?? 0,
    events: state.length,
    status: statusOf(state, waiting.length > 0),
    ...(state.paused && state.closed === undefined ? { paused: true as const } : {}),
    waiting,
  };
}

/** A run with all its steps, as it stood after the last event that was folded. */
export function reportOf(run: RunId, folded: Folded): RunReport {
  const { file, state } = folded;
  const { closed } = state;
  const value = closed?.outcome.value;
  const failure = closed?.outcome.failure;
  const at: Seq = state.length - 1;
  return {
    ...summaryOf(run, folded),
    at,
    ...(closed === undefined ? {} : { ended: closed.at }),
    ...(value === undefined ? {} : { value }),
    ...(failure === undefined ? {} : { failure }),
    steps: stepsOf(file.plan, state),
    spent: spentOf(state),
  };
}

export function detailOf(run: RunId, folded: Folded): RunDetail {
  const { file, state } = folded;
  const ahead = aheadOf(file.plan, state);
  return {
    ...reportOf(run, folded),
    input: state.start?.input ?? null,
    statements: statementsOf(file.plan, state),
    progress: progressOf(state),
    ...(ahead === undefined ? {} : { ahead }),
  };
}

function statusOf(state: RunState, waits: boolean): RunSummary["status"] {
  if (state.closed !== undefined) return state.closed.outcome.status;
  return recovery(state).lost.length === 0 && (waits || state.paused) ? "waiting" : "running";
}

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

// A run's line in the list of runs: written when it ends or rests, so that whoever lists need not read it.

/** It rests as it is, so none is written of a run that handles secrets. */
export function lineOf(run: RunId, file: PlanFile, state: RunState): { readonly line?: string } {
  if (handlesSecrets(file.plan)) return {};
  return { line: JSON.stringify(summaryOf(run, { file, state })) };
}

/** Undefined: it has none that could be shown, and the run itself is read. */
export function summaryIn(run: RunId, { line, length }: Head): RunSummary | undefined {
  if (line === undefined) return undefined;
  try {
    const runSummary = JSON.parse(line) as Partial<RunSummary> | null;
    const isOwn =
      typeof runSummary === "object" &&
      runSummary?.run === run &&
      runSummary.events === length &&
      typeof runSummary.entry === "string" &&
      Array.isArray(runSummary.waiting);
    return isOwn ? (runSummary as RunSummary) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Problems that no caller is waiting to hear of: they are logged, and nothing stops. */
export interface Complaints {
  /** A run was to go on, and can't here. */
  left(run: RunId, why: Refusal): void;
  /** A listener of the embedding program threw. */
  listenerFailed(error: unknown): void;
}

/** To the logger, else where the lines of handlers go. */
export function complaints(logger: Logger | undefined, output: (line: HandlerOutput) => void): Complaints {
  const say = (text: string, log: (to: Logger) => void): void => {
    try {
      if (logger !== undefined) log(logger);
      else output({ by: "log", text });
    } catch (error) {
      toStandardError({ by: "log", text });
      toStandardError({ by: "log", text: `It could not be logged: ${String(error)}` });
    }
  };
  return {
    left: (run, { refused, message, details = [] }) =>
      say(`The run ${run} can't go on here: ${[message, ...details].join(" ")}`, (to) =>
        to.warn({ run, refused, message, details }, "a run can't go on here"),
      ),
    listenerFailed: (error) =>
      say(`A listener failed: ${String(error)}`, (to) =>
        to.error({ error: String(error) }, "a listener failed"),
      ),
  };
}
