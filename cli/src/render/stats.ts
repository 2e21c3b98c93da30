import { formatDuration } from "@orchlang/plan/quantities";
import type { Call, RunEvent } from "@orchlang/runtime";
import type { RunStats } from "@orchlang/runtime/reports";
import type { Sink } from "../terminal/terminal.ts";
import { counted } from "./run-result.ts";
import { table } from "./table.ts";

/** How often each step was handed to a handler, over all its rounds: once an attempt, and again where one was lost. */
interface Dispatches {
  add(event: RunEvent): void;
  readonly byStep: ReadonlyMap<string, number>;
}

export function createDispatches(stepName: (call: Call) => string): Dispatches {
  const names = new Map<string, string>();
  const byStep = new Map<string, number>();
  const count = (key: string): void => {
    const step = names.get(key)?.replace(/(?:\[\d+\])+$/u, "");
    if (step !== undefined) byStep.set(step, (byStep.get(step) ?? 0) + 1);
  };
  return {
    add: (event) => {
      if (event.t === "Began") {
        names.set(event.intent.key, stepName(event.intent.call));
        count(event.intent.key);
      } else if (event.t === "Dispatched") count(event.key);
    },
    byStep,
  };
}

/** The statistics with how often what they count was handed to a handler. */
export function withDispatches(stats: RunStats, { byStep }: Dispatches) {
  return {
    ...stats,
    dispatches: [...byStep.values()].reduce((total, one) => total + one, 0),
    byStep: stats.byStep.map((step) => ({ ...step, dispatches: byStep.get(step.step) ?? 0 })),
  };
}

/** A run in figures: one line for the whole, one for each step with all its rounds. */
export function writeStats(sink: Sink, stats: ReturnType<typeof withDispatches>): void {
  const { paint } = sink;
  const { steps, attempts, dispatches, events, byStep } = stats;
  const counts = (["completed", "failed", "skipped", "cancelled", "open", "undone"] as const)
    .filter((kind) => steps[kind] > 0)
    .map((kind) => `${steps[kind]} ${kind}`);
  sink.line();
  sink.line(
    [
      `${counted(steps.total, "step")}: ${counts.join(", ") || "none"}`,
      `${counted(attempts, "attempt")}, ${counted(dispatches, "dispatch", "es")}`,
      counted(events, "event"),
      `${time(stats.totalDuration)} in all, ${time(stats.averageStepDuration)} a step`,
    ].join("   "),
  );
  if (byStep.length === 0) return;
  const head = ["step", "times", "attempts", "dispatches", "failed", "average", "longest", "in all"].map(
    (name) => paint.dim(name),
  );
  const rows = byStep.map((step) => [
    step.step,
    String(step.count),
    String(step.attempts),
    String(step.dispatches),
    String(step.failed),
    time(step.averageDuration),
    time(step.longestDuration),
    time(step.totalDuration),
  ]);
  sink.lines(table([head, ...rows], "  "));
}

function time(ms: number): string {
  return formatDuration(ms < 1_000 ? Math.round(ms) : Math.round(ms / 100) * 100);
}
