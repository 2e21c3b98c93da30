import type { Diagnostic } from "@orchlang/language";

/** How many there are of what, those that are only counted included. */
export interface Tally {
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
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
