import { ExitCode } from "../exit.ts";
import type { LoadedTarget } from "../project/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeDiagnostics, writeSummary } from "./diagnostics-pretty.ts";

/** Says why there is no plan, on standard error. */
export function refuseBroken(terminal: Terminal, loaded: LoadedTarget): ExitCode {
  const files = new Set(loaded.diagnostics.map(({ file }) => file));
  writeDiagnostics(terminal.err, loaded.diagnostics, loaded.host);
  writeSummary(terminal.err, loaded.diagnostics, files.size);
  return ExitCode.fault;
}
