import type { Diagnostic } from "@orchlang/language";
import { renderDiagnostic } from "@orchlang/language/display";
import { ExitCode } from "../exit.ts";
import type { FileHost } from "../project/host.ts";
import type { LoadedTarget } from "../project/target.ts";
import type { Sink, Terminal } from "../terminal/terminal.ts";
import { toldOnce } from "./complaints.ts";
import { counted, tally } from "./run-result.ts";

/** Mistakes shown in all: what scrolls further nobody reads, and a terminal keeps some thousand lines. */
const shownMax = 200;

/** Files named whose mistakes are not shown. */
const namedMax = 5;

/** Every diagnostic with its source, one under the other; of very many the rest is counted by file. */
export function writeDiagnostics(sink: Sink, diagnostics: readonly Diagnostic[], host: FileHost): void {
  const shown = diagnostics.length <= shownMax + 1 ? diagnostics : diagnostics.slice(0, shownMax);
  for (const diagnostic of shown) {
    const { paint, columns: width } = sink;
    sink.document(`${renderDiagnostic(diagnostic, { sourceOf: host.source, paint, width })}\n\n`);
  }
  const left = diagnostics.slice(shown.length);
  if (left.length > 0) sink.lines([leftOut(left), ""]);
}

/** `… and 1,204 errors more: 200 in a.orch, 180 in b.orch, and others in 12 files.` */
function leftOut(left: readonly Diagnostic[]): string {
  const { errors, warnings } = tally(left);
  const counts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  const byFile = [...Map.groupBy(left, ({ file }) => file)].map(([file, found]) => {
    const there = tally(found);
    return `${(there.errors + there.warnings).toLocaleString("en-US")} in ${file}`;
  });
  const others = byFile.length > namedMax ? [`others in ${counted(byFile.length - namedMax, "file")}`] : [];
  return `… and ${counts.join(" and ")} more: ${[...byFile.slice(0, namedMax), ...others].join(", ")}.`;
}

/** The last line: how many of what in how many of the `files`, and where to read more. */
export function writeSummary(sink: Sink, diagnostics: readonly Diagnostic[], files: number): void {
  const { paint } = sink;
  const { errors, warnings, files: mistaken } = tally(diagnostics);
  if (errors === 0 && warnings === 0) {
    sink.line(`${paint.done("✓")} no mistakes in ${counted(files, "file")}`);
    return;
  }
  const parts = [
    ...(errors > 0 ? [paint.wrong(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [paint.doubtful(counted(warnings, "warning"))] : []),
  ];
  const inFiles =
    mistaken < files ? `in ${mistaken} of ${counted(files, "file")}` : `in ${counted(mistaken, "file")}`;
  const first = diagnostics.find(({ severity }) => severity === "error") ?? diagnostics[0];
  sink.line(`${parts.join(", ")} ${inFiles}.  ${paint.dim(`\`orch explain ${first?.code}\` explains it.`)}`);
}

/** Says why there is no plan, on standard error. */
export function refuseBroken(terminal: Terminal, loaded: LoadedTarget): ExitCode {
  const diagnostics = toldOnce(loaded.diagnostics);
  const files = new Set(diagnostics.map(({ file }) => file));
  writeDiagnostics(terminal.err, diagnostics, loaded.host);
  writeSummary(terminal.err, diagnostics, files.size);
  return ExitCode.fault;
}
