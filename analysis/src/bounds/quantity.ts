import type { Json, Money } from "@orchlang/plan";
import { type Expression, partsOf } from "@orchlang/plan/expressions";
import { maxMoney, zeroMoney } from "@orchlang/plan/quantities";
import { pathKey } from "../expression/path.ts";
import { expressionText } from "../expression/text.ts";
import type { Environment } from "../interval/environment.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { kept, type Limit } from "./formula.ts";
import { bounded, growingBy, unbounded } from "./limit.ts";

/** From the least to the most that an expression of a clause or an option can give; never below zero. */
export interface Quantity<T> {
  readonly least: T;
  readonly most: Limit<T>;
}

export function exactly<T>(value: T): Quantity<T> {
  return { least: value, most: bounded(value) };
}

/** An expression over a plan's parameters that the given one never exceeds, where there is one. */
export type Formula = (expression: Expression, environment: Environment) => Expression | undefined;

const noFormula: Formula = () => undefined;

/** @param what in words, for where there is no bound: "the latency of `send`". */
export function numberOf(
  expression: Expression,
  environment: Environment,
  what: string,
  formula: Formula = noFormula,
): Quantity<number> {
  const range = evaluateAbstractly(expression, environment);
  if (range.kind !== "number") return { least: 0, most: unbounded(`${what} is known only when it runs`) };
  const least = Math.max(0, Number.isFinite(range.low) ? range.low : 0);
  const most = Number.isFinite(range.high)
    ? bounded(Math.max(0, range.high))
    : unbounded<number>(growth(expression, environment, what));
  if (range.low === range.high) return { least, most };
  const by = formula(expression, environment);
  return { least, most: growingBy(most, kept(range.low >= 0 ? by : aboveZero(by, "number.max", 0))) };
}

/** Negative amounts count as zero, in the formula too. */
function aboveZero(by: Expression | undefined, fn: string, zero: Json): Expression | undefined {
  return by === undefined ? undefined : { op: "call", fn, args: [by, { op: "constant", value: zero }] };
}

export function moneyOf(
  expression: Expression,
  environment: Environment,
  currency: string,
  what: string,
  formula: Formula = noFormula,
): Quantity<Money> {
  const zero = zeroMoney(currency);
  const range = evaluateAbstractly(expression, environment);
  if (range.kind !== "money") return { least: zero, most: unbounded(growth(expression, environment, what)) };
  const { low, high } = range;
  if ((low ?? high)?.currency !== currency && (low ?? high) !== undefined) {
    return { least: zero, most: unbounded(`${what} is not in ${currency}`) };
  }
  const least = low === undefined ? zero : maxMoney(low, zero);
  const most =
    high === undefined
      ? unbounded<Money>(growth(expression, environment, what))
      : bounded(maxMoney(high, zero));
  if (low !== undefined && low.amount === high?.amount) return { least, most };
  const by = formula(expression, environment);
  const positive = low !== undefined && !low.amount.startsWith("-");
  return { least, most: growingBy(most, kept(positive ? by : aboveZero(by, "money.max", { ...zero }))) };
}

function growth(expression: Expression, environment: Environment, what: string): string {
  const culprit = withoutBound(expression, environment);
  return culprit === undefined
    ? `${what} is known only when it runs`
    : `${what} grows with \`${expressionText(culprit)}\`, which has no bound`;
}

/** The first path in an expression that can be as large as it likes. */
function withoutBound(expression: Expression, environment: Environment): Expression | undefined {
  if (pathKey(expression) !== undefined) {
    const range = evaluateAbstractly(expression, environment);
    const open =
      (range.kind === "number" && range.high === Infinity) ||
      (range.kind === "money" && range.high === undefined);
    return open ? expression : undefined;
  }
  for (const part of partsOf(expression)) {
    const result = withoutBound(part, environment);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** The lower and upper bound of a limit; `undefined` if one is missing. */
export function decidedNumber(
  expression: Expression,
  environment: Environment,
): { readonly least: number; readonly most: number } | undefined {
  const range = evaluateAbstractly(expression, environment);
  if (range.kind !== "number" || !Number.isFinite(range.low) || !Number.isFinite(range.high))
    return undefined;
  return { least: range.low, most: range.high };
}

export function decidedMoney(
  expression: Expression,
  environment: Environment,
  currency: string,
): { readonly least: Money; readonly most: Money } | undefined {
  const range = evaluateAbstractly(expression, environment);
  if (range.kind !== "money" || range.low?.currency !== currency || range.high?.currency !== currency) {
    return undefined;
  }
  return { least: range.low, most: range.high };
}
