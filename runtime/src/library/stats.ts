import type { NodeView, StepView } from "@orchlang/kernel/run";
import type { Money } from "@orchlang/plan";
import type { RunReport, RunSummary } from "../orchestrator-types.ts";
import { lastMoment } from "./result.ts";

/** A run in figures. Durations in ms, energy in joules. */
export interface RunStats {
  readonly status: RunSummary["status"];
  /** From its start to its end, or to what was last heard of it. */
  readonly totalDuration: number;
  /** How long steps took, added up; what runs side by side counts twice. */
  readonly workDuration: number;
  readonly averageStepDuration: number;
  readonly events: number;
  readonly attempts: number;
  readonly steps: StepCounts;
  readonly cost: readonly Money[];
  readonly energy: number;
  readonly tokens: number;
  /** By the step's name without its rounds: all rounds of `send` are one. In the order in which they began. */
  readonly byStep: readonly StepStats[];
}

/** How many steps there were, by what they came to. */
export interface StepCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** Running, waiting or in doubt. */
  readonly open: number;
  readonly undone: number;
}

/** Statistics of one step, over all rounds in which it ran. Durations in ms. */
export interface StepStats {
  readonly step: string;
  readonly count: number;
  readonly attempts: number;
  readonly failed: number;
  readonly totalDuration: number;
  readonly averageDuration: number;
  readonly longestDuration: number;
}

/**
 * The statistics of a run, or of the part of it that the report covers. `nodes`: the statements of the run's own plan, which
 * name the steps that no branch came to; left out: those are not counted.
 */
export function statsOf(report: RunReport, nodes: readonly NodeView[] = []): RunStats {
  const { steps, spent } = report;
  const passed = nodes.filter((one) => isPassedBy(one, report)).length;
  const ended = steps.filter((step) => step.ended !== undefined);
  const work = sum(ended.map(durationOf));
  const having = (status: StepView["status"]): number =>
    steps.filter((step) => step.status === status).length;
  return {
    status: report.status,
    totalDuration: lastMoment(report) - report.started,
    workDuration: work,
    averageStepDuration: average(work, ended.length),
    events: report.events,
    attempts: sum(steps.map(({ attempts }) => attempts)),
    steps: {
      total: steps.length + passed,
      completed: having("completed"),
      failed: having("failed"),
      skipped: having("skipped") + passed,
      cancelled: having("cancelled"),
      open: having("running") + having("waiting") + having("in doubt"),
      undone: steps.filter(({ standing }) => standing === "undone").length,
    },
    cost: spent.cost,
    energy: spent.energy,
    tokens: spent.tokens,
    byStep: byName(steps),
  };
}

/** A step that is skipped by an operator was begun, and is in the report. */
function isPassedBy({ node, kind, status }: NodeView, { steps }: RunReport): boolean {
  return kind === "call" && status === "skipped" && !steps.some(({ call }) => call.node === node);
}

function byName(steps: readonly StepView[]): readonly StepStats[] {
  const groups = new Map<string, StepView[]>();
  for (const step of steps) {
    const name = step.step.replace(/(?:\[\d+\])+$/u, "");
    groups.set(name, [...(groups.get(name) ?? []), step]);
  }
  return [...groups].map(([step, all]) => {
    const durations = all.filter(({ ended }) => ended !== undefined).map(durationOf);
    const total = sum(durations);
    return {
      step,
      count: all.length,
      attempts: sum(all.map(({ attempts }) => attempts)),
      failed: all.filter(({ status }) => status === "failed").length,
      totalDuration: total,
      averageDuration: average(total, durations.length),
      longestDuration: durations.reduce((most, one) => Math.max(most, one), 0),
    };
  });
}

function durationOf({ began, ended }: StepView): number {
  return (ended ?? began) - began;
}

function average(total: number, count: number): number {
  return count === 0 ? 0 : total / count;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
