import { lineAt, positionAt, type SourceFile } from "@orchlang/language/display";
import type { JsonObject } from "@orchlang/plan";
import type { JudgedExpectation } from "@orchlang/simulator";
import type { TestedScenario } from "../../project/tested.ts";

export type Sources = (file: string) => SourceFile | undefined;

const nowhere = { line: 0, character: 0 };

/** Where a scenario begins, from 1. */
export function lineOf({ scenario }: Pick<TestedScenario, "scenario">, sources: Sources): number {
  const source = sources(scenario.file);
  return source === undefined ? 1 : lineAt(source, scenario.nameSpan.start) + 1;
}

/** An `expect` as it is written, on which line, from 1, and where as editors say it. */
export function writtenAt(
  { scenario }: Pick<TestedScenario, "scenario">,
  { clause }: Pick<JudgedExpectation, "clause">,
  sources: Sources,
): { readonly text: string; readonly line: number; readonly range: JsonObject } {
  const source = sources(scenario.file);
  const span = scenario.clauses[clause]?.span;
  if (source === undefined || span === undefined)
    return { text: "expect", line: 1, range: { start: nowhere, end: nowhere } };
  const text = source.text.slice(span.start, span.end).replace(/\s+/g, " ");
  const range = { start: { ...positionAt(source, span.start) }, end: { ...positionAt(source, span.end) } };
  return { text, line: range.start.line + 1, range };
}
