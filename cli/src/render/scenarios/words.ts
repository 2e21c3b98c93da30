import { lineAt, type SourceFile } from "@orchlang/language";
import type { JudgedExpectation } from "@orchlang/runtime/simulator";
import type { TestedScenario } from "../../commands/test.ts";

export type Sources = (file: string) => SourceFile | undefined;

/** Where a scenario begins, from 1. */
export function lineOf({ scenario }: TestedScenario, sources: Sources): number {
  const source = sources(scenario.file);
  return source === undefined ? 1 : lineAt(source, scenario.nameSpan.start) + 1;
}

/** An `expect` as it is written, and on which line, from 1. */
export function writtenAt(
  { scenario }: TestedScenario,
  { clause }: JudgedExpectation,
  sources: Sources,
): { readonly text: string; readonly line: number } {
  const source = sources(scenario.file);
  const span = scenario.clauses[clause]?.span;
  if (source === undefined || span === undefined) return { text: "expect", line: 1 };
  const text = source.text.slice(span.start, span.end).replace(/\s+/g, " ");
  return { text, line: lineAt(source, span.start) + 1 };
}
