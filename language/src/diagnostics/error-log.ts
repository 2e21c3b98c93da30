import type { Diagnostic } from "./diagnostic.ts";

/** The errors of one pass over a file, up to a limit, and the number of those left out. */
export interface ErrorLog {
  readonly file: string;
  readonly errors: Diagnostic[];
  readonly max: number;
  omitted: number;
}

export function createErrorLog(file: string, max: number): ErrorLog {
  return { file, errors: [], max, omitted: 0 };
}

/** Adds an error, which is only made if there is room for it. */
export function report(log: ErrorLog, error: () => Diagnostic): void {
  if (log.errors.length < log.max) log.errors.push(error());
  else log.omitted++;
}
