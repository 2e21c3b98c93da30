import type { Diagnostic } from "@orchlang/language";
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
    for (const detail of rest.failure?.details ?? [])
      if (rest.failure?.message.includes(detail) !== true) out.line(`  ${detail}`);
  }
}

/** How many there are of what, those that are only counted included. */
interface Tally {
  readonly errors: number;
  readonly warnings: number;
  /** In so many files. */
  readonly files: number;
  readonly omitted: number;
}

export function tally(diagnostics: readonly Diagnostic[]): Tally {
  const count = (severity: Diagnostic["severity"]): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = sum(diagnostics.map(({ omitted }) => omitted?.errors ?? 0));
  const warnings = sum(diagnostics.map(({ omitted }) => omitted?.warnings ?? 0));
  const telling = diagnostics.filter(({ severity }) => severity === "error" || severity === "warning");
  return {
    errors: count("error") + errors,
    warnings: count("warning") + warnings,
    files: new Set(telling.map(({ file }) => file)).size,
    omitted: errors + warnings,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** `1 error`, `9,800 errors` */
export function counted(count: number, noun: string, ending: "s" | "es" = "s"): string {
  // Formatting by locale costs milliseconds at its first use.
  const shown = count < 1000 ? String(count) : count.toLocaleString("en-US");
  return `${shown} ${noun}${count === 1 ? "" : ending}`;
}
