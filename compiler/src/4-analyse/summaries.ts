import type { AnalysedRoutine, Analysis } from "./analysis.ts";

/** By what is asked, what has been found of plans. It follows from the program alone: no rule makes a difference. */
export type Summaries = Map<string, Map<AnalysedRoutine, unknown>>;

/** What has been found of plans for one question; whoever asks it adds to it. */
export function summariesOf<T>({ summaries }: Pick<Analysis, "summaries">, question: string) {
  const found = summaries.get(question) ?? new Map<AnalysedRoutine, unknown>();
  summaries.set(question, found);
  return found as Map<AnalysedRoutine, T>;
}
