import type { Json, JsonObject } from "@orchlang/plan";
import type { Rest, RunReport, StepView } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { waitingWords } from "./report.ts";

/** What a run came to, on standard output. */
export function writeRunResult(invocation: Invocation, report: RunReport, rest: Rest): void {
  const { out } = invocation.terminal;
  if (invocation.format === "json") {
    out.line(JSON.stringify(runResultJson(report, rest)));
    return;
  }
  const { paint } = out;
  if (rest.status === "waiting") {
    for (const waiting of rest.waiting) {
      out.line(
        `${paint.place("waiting")}  run ${report.run}  ${waiting.step}: ${waitingWords(waiting, report.run)}`,
      );
    }
  } else if (rest.status === "completed") {
    out.line(`${paint.done("completed")}  run ${report.run}  ${JSON.stringify(rest.value ?? null)}`);
  } else if (rest.status !== "stopped") {
    out.line(`${paint.wrong(rest.status)}  run ${report.run}  ${rest.failure?.message ?? ""}`.trimEnd());
    for (const detail of rest.failure?.details ?? []) out.line(`  ${detail}`);
  }
}

/** The last line of `run --format json`. Durations in ms. */
export function runResultJson(report: RunReport, rest: Rest): JsonObject {
  const completed = report.steps.filter((step) => step.status === "completed");
  const failed = report.steps.filter((step) => step.status === "failed");
  return {
    type: "result",
    run: report.run,
    planId: report.plan,
    status: rest.status,
    output: rest.status === "completed" ? (rest.value ?? null) : null,
    error: rest.status === "waiting" || rest.status === "completed" ? null : ({ ...failureOf(rest) } as Json),
    waiting: rest.status === "waiting" ? (rest.waiting as unknown as Json) : [],
    steps: report.steps.map(stepJson),
    metadata: {
      totalDuration:
        (report.ended ??
          report.steps.reduce((last, step) => Math.max(last, step.ended ?? step.began), report.started)) -
        report.started,
      totalCost: report.spent.cost.map((money) => ({ ...money })),
      totalSteps: report.steps.length,
      completedSteps: completed.length,
      failedSteps: failed.length,
    },
  };
}

function failureOf(rest: Rest): object {
  if (rest.status === "stopped") return { name: "journal", message: rest.message };
  return rest.status === "waiting" || rest.failure === undefined
    ? { name: rest.status, message: rest.status }
    : rest.failure;
}

function stepJson(step: StepView): JsonObject {
  return {
    stepId: step.step,
    status: step.status,
    output: step.value ?? null,
    error: step.failure === undefined ? null : ({ ...step.failure } as JsonObject),
    duration: step.ended === undefined ? null : step.ended - step.began,
    attempts: step.attempts,
  };
}
