import type { Json, Money, PlanId } from "@orchlang/plan";
import type { Failure } from "../kernel/failure.ts";
import type { RunId } from "../kernel/machine.ts";
import type { StepView, WaitingFor } from "../kernel/run/view.ts";
import type { Rest, RunReport } from "../orchestrator-api.ts";

/** What a run has come to, as `orch run --format json` ends with it. Durations in ms. */
export interface ExecutionResult {
  readonly run: RunId;
  readonly planId: PlanId;
  readonly status: Rest["status"];
  /** Nothing begins before an operator lets it go on. */
  readonly paused?: true;
  /** Of a completed run. */
  readonly output: Json;
  /** Of one that failed, was cancelled, or cannot go on. */
  readonly error: ExecutionError | null;
  /** For whom or what it waits. */
  readonly waiting: readonly WaitingFor[];
  readonly steps: readonly StepResult[];
  readonly metadata: ExecutionMetadata;
}

/** A failure; of a run that was cancelled, or cannot go on, its name and words alone. */
export type ExecutionError = Pick<Failure, "name" | "message"> & Partial<Failure>;

/** What a step has come to. Its duration in ms; null while it goes on. */
export interface StepResult {
  readonly stepId: string;
  readonly status: StepView["status"];
  readonly output: Json;
  readonly error: Failure | null;
  readonly duration: number | null;
  readonly attempts: number;
}

/** Sums over all steps. The duration in ms. */
export interface ExecutionMetadata {
  readonly totalDuration: number;
  readonly totalCost: readonly Money[];
  readonly totalSteps: number;
  readonly completedSteps: number;
  readonly failedSteps: number;
}

/** A report of a run in the words of {@link ExecutionResult}; `rest`: how it came to rest. */
export function executionResult(report: RunReport, rest: Rest): ExecutionResult {
  const { steps } = report;
  return {
    run: report.run,
    planId: report.plan,
    status: rest.status,
    ...(report.paused === true ? { paused: true as const } : {}),
    output: rest.status === "completed" ? (rest.value ?? null) : null,
    error: errorOf(rest),
    waiting: rest.status === "waiting" ? rest.waiting : [],
    steps: steps.map(stepResult),
    metadata: {
      totalDuration: lastMoment(report) - report.started,
      totalCost: report.spent.cost,
      totalSteps: steps.length,
      completedSteps: steps.filter(({ status }) => status === "completed").length,
      failedSteps: steps.filter(({ status }) => status === "failed").length,
    },
  };
}

/** When it ended, or when the last was heard of it. */
export function lastMoment({ ended, started, steps }: RunReport): number {
  return ended ?? steps.reduce((last, step) => Math.max(last, step.ended ?? step.began), started);
}

function errorOf(rest: Rest): ExecutionResult["error"] {
  if (rest.status === "completed" || rest.status === "waiting") return null;
  if (rest.status === "stopped") return { name: "journal", message: rest.message };
  if (rest.status === "refused") return { name: rest.refused, message: rest.message };
  return rest.failure ?? { name: rest.status, message: rest.status };
}

function stepResult({ step, status, value, failure, began, ended, attempts }: StepView): StepResult {
  return {
    stepId: step,
    status,
    output: value ?? null,
    error: failure ?? null,
    duration: ended === undefined ? null : ended - began,
    attempts,
  };
}
