import { formatDuration } from "@orchlang/plan";
import type { RunStats } from "@orchlang/runtime";
import type { Sink } from "../terminal/terminal.ts";
import { table } from "./table.ts";

/** A run in figures: one line for the whole, one for each step with all its rounds. */
export function writeStats(sink: Sink, stats: RunStats): void {
  const { paint } = sink;
  const { steps, attempts, events, byStep } = stats;
  const counts = (["completed", "failed", "skipped", "cancelled", "open", "undone"] as const)
    .filter((kind) => steps[kind] > 0)
    .map((kind) => `${steps[kind]} ${kind}`);
  sink.line();
  sink.line(
    [
      `${steps.total} steps: ${counts.join(", ") || "none"}`,
      `${attempts} attempts`,
      `${events} events`,
      `${time(stats.totalDuration)} in all, ${time(stats.averageStepDuration)} a step`,
    ].join("   "),
  );
  if (byStep.length === 0) return;
  const head = ["step", "times", "attempts", "failed", "average", "longest", "in all"].map((name) =>
    paint.dim(name),
  );
  const rows = byStep.map((step) => [
    step.step,
    String(step.count),
    String(step.attempts),
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
