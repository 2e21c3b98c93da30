import type { Type } from "@orchlang/checker/types";
import type { Money } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { argumentOf } from "../expression/clause.ts";
import { substitute } from "../expression/substitute.ts";
import type { Abstract } from "../interval/abstract.ts";
import type { Environment } from "../interval/environment.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import type { LinkedStatement } from "../tree.ts";
import { shortName } from "../words.ts";
import { argumentsAt, knowingArguments } from "./attempt.ts";
import { type BoundsContext, type CallableBounds, environmentAt } from "./context.ts";
import { type Duration, eachPart, partNames, type Spending, type Undoing } from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { growingBy, grows, isBounded, minLimit, numbers, planLimit } from "./limit.ts";
import { moneyOf, numberOf } from "./quantity.ts";

/** A plan's or goal's summary with one call's arguments in its formulas; never by looking into it again. */
export function filledIn(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): CallableBounds | undefined {
  const { target } = attempt;
  const name =
    "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
  const known = context.callable(name);
  if (known === undefined || !growsAtAll(known)) return known;
  const { params, types } = signatureOf(context, name);
  const args = argumentsAt(linked, attempt);
  const environment = knowingArguments(environmentAt(context, linked), args, types);
  const result = (formula: Expression): Expression =>
    substitute(formula, (read) => (read.from === "input" ? argumentOf(params, args, read.name) : undefined));
  const worst = filled(known, {
    number: (limit, what) =>
      number(context, environment, limit, result, `the ${what} of \`${shortName(name)}\``),
    money: (limit, what) =>
      money(context, environment, limit, result, `the ${what} of \`${shortName(name)}\``),
  });
  const given = params.flatMap(({ name: param }): readonly [string, Abstract][] => {
    const arg = argumentOf(params, args, param);
    return arg === undefined ? [] : [[param, evaluateAbstractly(arg, environment)]];
  });
  const best = context.atBest(name, new Map(given));
  return best === undefined ? worst : { ...worst, duration: { ...worst.duration, best } };
}

/** The parameters of a plan; a goal has those of the plans that achieve it. */
function signatureOf({ program }: BoundsContext, name: string) {
  const routine =
    program.routines.get(name) ?? [...program.routines.values()].find(({ head }) => head.achieves === name);
  const types: Readonly<Record<string, Type>> = routine?.types.params ?? {};
  return { params: routine?.params ?? [], types };
}

interface Filling {
  number(limit: Limit<number>, what: string): Limit<number>;
  money(limit: Limit<Money>, what: string): Limit<Money>;
}

function number(
  context: BoundsContext,
  environment: Environment,
  limit: Limit<number>,
  meant: (formula: Expression) => Expression,
  what: string,
): Limit<number> {
  if (limit.by === undefined) return limit;
  const most = numberOf(meant(limit.by), environment, what, context.formula).most;
  return lesser(numbers, limit, most);
}

function money(
  context: BoundsContext,
  environment: Environment,
  limit: Limit<Money>,
  meant: (formula: Expression) => Expression,
  what: string,
): Limit<Money> {
  if (limit.by === undefined) return limit;
  const most = moneyOf(meant(limit.by), environment, context.currency, what, context.formula).most;
  return lesser(context.measures.cost, limit, most);
}

/**
 * The bound for any call counts where the one for this call is no better; without a bound, this call's reason is given.
 */
function lesser<T>(measure: Measure<T>, any: Limit<T>, here: Limit<T>): Limit<T> {
  const limit: Limit<T> =
    isBounded(any) || isBounded(here)
      ? minLimit<T>(measure, planLimit(any), planLimit(here))
      : planLimit(here);
  return growingBy(limit, here.by);
}

function growsAtAll({ spending, completed, duration, undoing, lost }: CallableBounds): boolean {
  const spent = [spending, completed].flatMap(({ cost, energy, tokens }) => [
    cost.worst,
    energy.worst,
    tokens.worst,
  ]);
  const times = [duration.worst, ...partNames.map((name) => duration.parts[name])];
  const back = [undoing, lost.any, lost.back].flatMap(({ cost, energy, tokens, time }) => [
    cost,
    energy,
    tokens,
    time,
  ]);
  return grows([...spent, ...times, ...back]);
}

function filled(known: CallableBounds, fill: Filling): CallableBounds {
  return {
    spending: filledSpending(known.spending, fill),
    completed: filledSpending(known.completed, fill),
    duration: filledDuration(known.duration, fill),
    undoing: filledUndoing(known.undoing, fill),
    fails: known.fails,
    spill: known.spill,
    lost: { any: filledUndoing(known.lost.any, fill), back: filledUndoing(known.lost.back, fill) },
    faultless: known.faultless,
    waits: known.waits,
  };
}

function filledSpending({ cost, energy, tokens }: Spending, fill: Filling): Spending {
  return {
    cost: { best: cost.best, worst: fill.money(cost.worst, "cost") },
    energy: { best: energy.best, worst: fill.number(energy.worst, "energy") },
    tokens: { best: tokens.best, worst: fill.number(tokens.worst, "tokens") },
  };
}

function filledDuration(duration: Duration, fill: Filling): Duration {
  return {
    best: duration.best,
    worst: fill.number(duration.worst, "time"),
    parts: eachPart((name) => fill.number(duration.parts[name], "time")),
  };
}

function filledUndoing({ cost, energy, tokens, time }: Undoing, fill: Filling): Undoing {
  return {
    cost: fill.money(cost, "undoing"),
    energy: fill.number(energy, "undoing"),
    tokens: fill.number(tokens, "undoing"),
    time: fill.number(time, "undoing"),
  };
}
