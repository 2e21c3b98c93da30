import type { CheckedGoal, CheckedRoutine } from "@orchlang/checker";
import type { Money } from "@orchlang/plan";
import type { Resource } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Variants } from "../analysis.ts";
import type { CallableBounds, Lost } from "../bounds/context.ts";
import {
  combineUndoing,
  eachPart,
  type Measures,
  noUndoing,
  type Range,
  type Spending,
  type Undoing,
} from "../bounds/figures.ts";
import type { Limit, Measure } from "../bounds/formula.ts";
import { addLimits, least, maxLimit, minLimit, numbers, sumLimits, unbounded } from "../bounds/limit.ts";
import { type Formula, moneyOf, numberOf } from "../bounds/quantity.ts";
import { meetModes as allFail, mode, none } from "../graph/modes.ts";
import { unknown } from "../interval/abstract.ts";
import type { Environment } from "../interval/environment.ts";
import { abstractOfType } from "../interval/of-type.ts";

/** The summary of a goal, some of whose plans are variants in another run. */
export function goalSummary(
  { goal }: CheckedGoal,
  alternatives: readonly AnalysedRoutine[],
  variants: Variants,
  measures: Measures,
): CallableBounds {
  const summaries = alternatives.map((one) => (variants.get(one.checked.name) ?? one).bounds.summary);
  return goalBounds(goal, summaries, goalEnvironment(alternatives[0]?.checked), measures);
}

/** A goal's parameters have the types of those of its plans. */
export function goalEnvironment(routine: CheckedRoutine | undefined): Environment {
  return {
    read: (read) => {
      const type = read.from === "input" ? routine?.types.params[read.name] : undefined;
      return type === undefined ? unknown : abstractOfType(type);
    },
    fact: () => undefined,
  };
}

/**
 * A goal's bounds: its plans may fail one after another, each at its worst, and what one has done is undone before
 * the next begins; but none begins that does not fit in what is left of the budget (semantics, rules 25 and 45).
 */
function goalBounds(
  goal: CheckedGoal["goal"],
  alternatives: readonly CallableBounds[],
  environment: Environment,
  measures: Measures,
): CallableBounds {
  const time = budgetOf(goal, "latency", environment);
  const lasting = alternatives.map(({ duration }) => duration);
  const compensated = alternatives.slice(0, -1).map(({ undoing }) => undoing.time);
  // Plans that are stopped when the time is over still finish parts that may not be aborted.
  const spill = maxLimit(numbers, ...alternatives.map((each) => each.spill));
  const until = addLimits(numbers, time, spill);
  const inAll = inTurn(goal.name, numbers, lasting, unbounded(noBudget), compensated);
  const before = alternatives.slice(0, -1).map(({ spending }) => spending);
  const last = alternatives.slice(-1);
  const together = (which: keyof Lost): Undoing => ({
    ...combineUndoing(
      measures,
      [noUndoing(measures), ...alternatives.map(({ lost }) => lost[which])],
      sumLimits,
    ),
    time: maxLimit(numbers, ...alternatives.map(({ lost }) => lost[which].time)),
  });
  return {
    spending: spentInTurn(goal, [...before, ...last.map(({ spending }) => spending)], environment, measures),
    completed: spentInTurn(
      goal,
      [...before, ...last.map(({ completed }) => completed)],
      environment,
      measures,
    ),
    duration: {
      best: inAll.best,
      worst: minLimit(numbers, inAll.worst, until),
      parts: eachPart((name) => {
        const parts = lasting.map((each) => each.parts[name]);
        return minLimit(numbers, sumLimits(numbers, parts), until);
      }),
    },
    undoing: combineUndoing(
      measures,
      [noUndoing(measures), ...alternatives.map(({ undoing }) => undoing)],
      sumLimits,
    ),
    fails: allFail(alternatives.map(({ fails }) => fails)) | (goal.budget.length > 0 ? mode.data : none),
    spill,
    // One plan after another, of which the last may take over calls of those before it.
    lost: { any: together("any"), back: together("back") },
    faultless: () =>
      goalBounds(
        goal,
        alternatives.map((each) => each.faultless()),
        environment,
        measures,
      ),
    waits: () => alternatives.reduce((total, each) => total + each.waits(), 0),
  };
}

function spentInTurn(
  goal: CheckedGoal["goal"],
  spent: readonly Spending[],
  environment: Environment,
  measures: Measures,
): Spending {
  const numbered = (of: "energy" | "tokens"): Range<number> =>
    inTurn(
      goal.name,
      numbers,
      spent.map((each) => each[of]),
      budgetOf(goal, of, environment),
    );
  return {
    cost: inTurn(
      goal.name,
      measures.cost,
      spent.map((each) => each.cost),
      budgetCost(goal, environment, measures),
    ),
    energy: numbered("energy"),
    tokens: numbered("tokens"),
  };
}

/** Each at its worst, one after another, cut at what the budget allows. */
function inTurn<T>(
  goal: string,
  measure: Measure<T>,
  ranges: readonly Range<T>[],
  cut: Limit<T>,
  between: readonly Limit<T>[] = [],
): Range<T> {
  if (ranges.length === 0) return { best: measure.zero, worst: unbounded(`no plan achieves \`${goal}\``) };
  const best = least(
    measure,
    ranges.map((range) => range.best),
  );
  const worst = sumLimits(measure, [...ranges.map((range) => range.worst), ...between]);
  return { best, worst: minLimit(measure, worst, cut) };
}

const noBudget = "no budget says so";

const asIs: Formula = (expression) => expression;

function budgetOf(goal: CheckedGoal["goal"], resource: Resource, environment: Environment): Limit<number> {
  const limit = goal.budget.find(({ of }) => of === resource)?.limit;
  return limit === undefined ? unbounded(noBudget) : numberOf(limit, environment, "the budget", asIs).most;
}

function budgetCost(goal: CheckedGoal["goal"], environment: Environment, { cost }: Measures): Limit<Money> {
  const limit = goal.budget.find(({ of }) => of === "cost")?.limit;
  if (limit === undefined) return unbounded(noBudget);
  return moneyOf(limit, environment, cost.zero.currency, "the budget", asIs).most;
}
