import type { RunId, Seq } from "@orchlang/kernel";
import {
  aheadOf,
  progressOf,
  type RunState,
  recovery,
  spentOf,
  statementsOf,
  stepsOf,
  waitingOf,
} from "@orchlang/kernel/run";
import type { RunDetail } from "../journal-api.ts";
import type { RunReport, RunSummary } from "../orchestrator-api.ts";
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
