import { ExitCode } from "../exit.ts";
import type { LoadedTarget } from "../project/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeDiagnostics, writeSummary } from "./diagnostics-pretty.ts";
import { toldOnce } from "./told-once.ts";

/** Says why there is no plan, on standard error. */
export function refuseBroken(terminal: Terminal, loaded: LoadedTarget): ExitCode {
  const told = toldOnce(loaded.diagnostics);
  const files = new Set(told.map(({ file }) => file));
  writeDiagnostics(terminal.err, told, loaded.host);
  writeSummary(terminal.err, told, files.size);
  return ExitCode.fault;
}
