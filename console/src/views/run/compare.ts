import type { Difference, DifferenceStep } from "../../server/types.ts";

export type Verdict = "same" | "differs" | "only here" | "only there";

export function verdictOf(step: DifferenceStep): Verdict {
  if (step.in === "run") return "only here";
  if (step.in === "with") return "only there";
  return (step.differs ?? []).length === 0 ? "same" : "differs";
}

/** The first step at which the runs part; undefined: all steps are alike. */
export function firstDivergence({ steps }: Difference): DifferenceStep | undefined {
  return steps.find((step) => verdictOf(step) !== "same");
}
