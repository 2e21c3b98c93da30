import type { Bounds, Limit, Range, Resource } from "@orchlang/plan";
import type { CheckedGoal } from "../../3-check/checked.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { combineUndoing, eachPart, type Measures, noUndoing, type Undoing } from "./figures.ts";
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
  const time = budgetOf(goal, "latency", knowledge);
  const parts = eachPart((name) => {
    const inTurn = addLimits(numbers, ...all.map((each) => each.latency.parts[name]));
    return minLimit(numbers, inTurn, time);
  });
  const unwinding = addLimits(numbers, ...all.map((each) => each.latency.parts.unwinding));
  const bounds: Bounds = {
    cost: inTurn(goal.name, measures.cost, ofEach(all, "cost"), costBudget(goal, knowledge, measures)),
    energy: inTurn(goal.name, numbers, ofEach(all, "energy"), budgetOf(goal, "energy", knowledge)),
    tokens: inTurn(goal.name, numbers, ofEach(all, "tokens"), budgetOf(goal, "tokens", knowledge)),
    latency: { ...inTurn(goal.name, numbers, ofEach(all, "latency"), time), parts: { ...parts, unwinding } },
  };
  const undoings = [noUndoing(measures), ...alternatives.map((alternative) => alternative.undoing)];
  return {
    bounds,
    undoing: combineUndoing(measures, undoings, (measure, limits) => addLimits(measure, ...limits)),
  };
}

function ofEach<R extends Resource>(all: readonly Bounds[], resource: R): readonly Bounds[R][] {
  return all.map((bounds) => bounds[resource]);
}

/** Each at its worst, one after another, cut at what the budget allows. */
function inTurn<T>(goal: string, measure: Measure<T>, ranges: readonly Range<T>[], cut: Limit<T>): Range<T> {
  if (ranges.length === 0) return { best: measure.zero, worst: unbounded(`no plan achieves \`${goal}\``) };
  const best = least(
    measure,
    ranges.map((range) => range.best),
  );
  const worst = addLimits(measure, ...ranges.map((range) => range.worst));
  return { best, worst: minLimit(measure, worst, cut) };
}

const noBudget = "no budget says so";

function budgetOf(goal: CheckedGoal["goal"], resource: Resource, knowledge: Knowledge): Limit<number> {
  const limit = goal.budget.find(({ of }) => of === resource)?.limit;
  return limit === undefined ? unbounded(noBudget) : numberOf(limit, knowledge, "the budget").most;
}

function costBudget(
  goal: CheckedGoal["goal"],
  knowledge: Knowledge,
  { cost }: Measures,
): Limit<typeof cost.zero> {
  const limit = goal.budget.find(({ of }) => of === "cost")?.limit;
  if (limit === undefined) return unbounded(noBudget);
  return moneyOf(limit, knowledge, cost.zero.currency, "the budget").most;
}
