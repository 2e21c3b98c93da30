import type { Bounds, Limit, Range } from "@orchlang/plan";
import type { CheckedGoal } from "../../3-check/checked.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import type { Measures, Undoing } from "./figures.ts";
import { combineUndoing, eachPart, noUndoing } from "./figures.ts";
import { addLimits, least, type Measure, minLimit, numbers, unbounded } from "./limit.ts";
import { moneyOf, numberOf } from "./quantity.ts";

/** One of the plans that achieve a goal. */
export interface Alternative {
  readonly bounds: Bounds;
  readonly undoing: Undoing;
}

/**
 * A goal's bounds: its plans may fail one after another, each at its worst; but none begins that does not fit in
 * what is left of the budget (semantics, rule 45).
 */
export function goalBounds(
  goal: CheckedGoal["goal"],
  alternatives: readonly Alternative[],
  knowledge: Knowledge,
  measures: Measures,
): Alternative {
  const all = alternatives.map((alternative) => alternative.bounds);
  const nothingDoes = `no plan achieves \`${goal.name}\``;
  const range = <T>(measure: Measure<T>, ranges: readonly Range<T>[], cut: Limit<T>): Range<T> => {
    if (ranges.length === 0) return { best: measure.zero, worst: unbounded(nothingDoes) };
    return {
      best: least(
        measure,
        ranges.map((each) => each.best),
      ),
      worst: minLimit(measure, addLimits(measure, ...ranges.map((each) => each.worst)), cut),
    };
  };
  const budget = (of: "latency" | "energy" | "tokens"): Limit<number> => {
    const limit = goal.budget.find((each) => each.of === of)?.limit;
    return limit === undefined ? unbounded("no budget") : numberOf(limit, knowledge, "the budget").most;
  };
  const cost = goal.budget.find((each) => each.of === "cost")?.limit;
  const currency = measures.cost.zero.currency;
  const costBudget =
    cost === undefined
      ? unbounded<never>("no budget")
      : moneyOf(cost, knowledge, currency, "the budget").most;
  const latency = budget("latency");
  return {
    bounds: {
      cost: range(
        measures.cost,
        all.map((each) => each.cost),
        costBudget,
      ),
      energy: range(
        measures.energy,
        all.map((each) => each.energy),
        budget("energy"),
      ),
      tokens: range(
        measures.tokens,
        all.map((each) => each.tokens),
        budget("tokens"),
      ),
      latency: {
        ...range(
          numbers,
          all.map((each) => each.latency),
          latency,
        ),
        parts: {
          ...eachPart((name) =>
            minLimit(numbers, addLimits(numbers, ...all.map((each) => each.latency.parts[name])), latency),
          ),
          unwinding: addLimits(numbers, ...all.map((each) => each.latency.parts.unwinding)),
        },
      },
    },
    undoing: combineUndoing(
      measures,
      [noUndoing(measures), ...alternatives.map((alternative) => alternative.undoing)],
      (measure, limits) => addLimits(measure, ...limits),
    ),
  };
}
