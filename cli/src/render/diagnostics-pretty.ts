import { type Diagnostic, renderDiagnostic } from "@orchlang/language";
import type { FileHost } from "../project/host.ts";
import type { Sink } from "../terminal/terminal.ts";

/** Every diagnostic with its source, one under the other. */
export function writeDiagnostics(sink: Sink, diagnostics: readonly Diagnostic[], host: FileHost): void {
  for (const diagnostic of diagnostics) {
    sink.line(
      renderDiagnostic(diagnostic, { sourceOf: host.source, paint: sink.paint, width: sink.columns }),
    );
    sink.line();
  }
}

/** The last line: how many of what in how many files, and where to read more. */
export function writeSummary(sink: Sink, diagnostics: readonly Diagnostic[], files: number): void {
  const { paint } = sink;
  const inFiles = `in ${counted(files, "file")}`;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (errors === 0 && warnings === 0) {
    sink.line(`${paint.done("✓")} nothing wrong ${inFiles}`);
    return;
  }
  const parts = [
    ...(errors > 0 ? [paint.wrong(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [paint.doubtful(counted(warnings, "warning"))] : []),
  ];
  const [first] = diagnostics;
  sink.line(`${parts.join(", ")} ${inFiles}.  ${paint.dim(`\`orch explain ${first?.code}\` tells more.`)}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
