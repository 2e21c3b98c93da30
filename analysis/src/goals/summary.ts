import type { CheckedGoal, CheckedRoutine } from "@orchlang/checker";
import type { AnalysedRoutine, Variants } from "../analysis.ts";
import type { CallableBounds } from "../bounds/context.ts";
import type { Measures } from "../bounds/figures.ts";
import { goalBounds } from "../bounds/goal.ts";
import { unknown } from "../interval/abstract.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { abstractOfType } from "../interval/of-type.ts";

/** The summary of a goal, some of whose plans are variants in another run. */
export function goalSummary(
  { goal }: CheckedGoal,
  alternatives: readonly AnalysedRoutine[],
  variants: Variants,
  measures: Measures,
): CallableBounds {
  const summaries = alternatives.map((one) => (variants.get(one.checked.name) ?? one).bounds.summary);
  return goalBounds(goal, summaries, goalKnowledge(alternatives[0]?.checked), measures);
}

/** A goal's parameters have the types of those of its plans. */
export function goalKnowledge(routine: CheckedRoutine | undefined): Knowledge {
  return {
    read: (read) => {
      const type = read.from === "input" ? routine?.types.params[read.name] : undefined;
      return type === undefined ? unknown : abstractOfType(type);
    },
    fact: () => undefined,
  };
}
