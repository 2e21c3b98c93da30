import type { Failure, RunId } from "@orchlang/kernel";
import type { StepView, WaitingFor } from "@orchlang/kernel/run";
import type { Json, Money, PlanId } from "@orchlang/plan";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Rest, RunReport } from "../orchestrator-types.ts";

/** The result of a run, as `orch run --format json` prints it last. Durations in ms. */
export interface ExecutionResult {
  readonly run: RunId;
  /** The `id` of a plan that was given as an object with one; else its plan file's. */
  readonly planId: string;
  /** The plan file's. */
  readonly plan: PlanId;
  readonly status: Rest["status"];
  /** Nothing begins before an operator lets it go on. */
  readonly paused?: true;
  /** The output of a completed run. */
  readonly output: Json;
  /** The error of a run that failed, was cancelled, or cannot continue. */
  readonly error: ExecutionError | null;
  /** For whom or what it waits. */
  readonly waiting: readonly WaitingFor[];
  readonly steps: readonly StepResult[];
  readonly metadata: ExecutionMetadata;
  /** RFC 3339. */
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly completedAt: string | null;
}

/** A failure; of a run that was cancelled, or cannot go on, its name and words alone. */
export type ExecutionError = Pick<Failure, "name" | "message"> & Partial<Failure>;

/** The result of a step. Its duration in ms, its times as RFC 3339; null while it runs, or if it never began. */
export interface StepResult {
  readonly stepId: string;
  /** `pending`: the run ended, or waits, before the step's turn came. */
  readonly status: StepView["status"] | "pending";
  readonly output: Json;
  readonly error: Failure | null;
  readonly duration: number | null;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

/** Sums over all steps. The duration in ms. */
export interface ExecutionMetadata {
  readonly totalDuration: number;
  readonly totalCost: readonly Money[];
  readonly totalSteps: number;
  readonly completedSteps: number;
  readonly failedSteps: number;
  readonly skippedSteps: number;
}

/** A report of a run in the words of {@link ExecutionResult}; `rest`: how it came to rest. */
export function executionResult(report: RunReport, rest: Rest): ExecutionResult {
  const { steps } = report;
  return {
    run: report.run,
    planId: report.plan,
    plan: report.plan,
    status: rest.status,
    ...(report.paused === true ? { paused: true as const } : {}),
    output: rest.status === "completed" ? (rest.value ?? null) : null,
    error: errorOf(rest),
    waiting: rest.status === "waiting" ? rest.waiting : [],
    steps: steps.map(stepResult),
    metadata: {
      totalDuration: lastMoment(report) - report.started,
      totalCost: report.spent.cost,
      ...countsOf(steps),
    },
    startedAt: formatInstant(report.started),
    completedAt: report.ended === undefined ? null : formatInstant(report.ended),
  };
}

/** How many steps there are, and how many came to what. */
export function countsOf(
  steps: readonly Pick<StepResult, "status">[],
): Omit<ExecutionMetadata, "totalDuration" | "totalCost"> {
  const having = (wanted: StepResult["status"]): number =>
    steps.filter(({ status }) => status === wanted).length;
  return {
    totalSteps: steps.length,
    completedSteps: having("completed"),
    failedSteps: having("failed"),
    skippedSteps: having("skipped"),
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
    startedAt: formatInstant(began),
    completedAt: ended === undefined ? null : formatInstant(ended),
  };
}
