import type { Rest, RunReport } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { suggesting } from "../project/place.ts";
import { operatorLines, pausedWords, waitingWords } from "./report.ts";

/** Prints a run's result on standard output. */
export async function writeRunResult(invocation: Invocation, report: RunReport, rest: Rest): Promise<void> {
  const { out } = invocation.terminal;
  if (invocation.format === "json") {
    const { executionResult } = await import("@orchlang/runtime/library");
    out.json({ type: "result", ...executionResult(report, rest) });
    return;
  }
  const { paint } = out;
  const orch = suggesting(invocation);
  if (rest.status === "waiting") {
    if (report.paused === true)
      out.line(`${paint.place("paused")}  run ${report.run}  ${pausedWords(report.run, orch)}`);
    for (const waiting of rest.waiting) {
      out.line(
        `${paint.place("waiting")}  run ${report.run}  ${waiting.step}: ${waitingWords(waiting, report.run, orch)}`,
      );
      out.lines(operatorLines(waiting, report.run, orch));
    }
  } else if (rest.status === "completed") {
    out.line(`${paint.done("completed")}  run ${report.run}  ${JSON.stringify(rest.value ?? null)}`);
  } else if (rest.status === "refused") {
    out.line(`${paint.wrong(rest.refused)}  run ${report.run}  ${rest.message}`);
  } else if (rest.status !== "stopped") {
    out.line(`${paint.wrong(rest.status)}  run ${report.run}  ${rest.failure?.message ?? ""}`.trimEnd());
    for (const detail of rest.failure?.details ?? []) out.line(`  ${detail}`);
  }
}
