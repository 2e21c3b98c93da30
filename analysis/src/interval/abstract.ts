import type { Money } from "@orchlang/plan";
import { compareMoney, maxMoney, minMoney } from "@orchlang/plan/quantities";

/*
 * The abstract value before the run: a set that contains every possible value. Numeric bounds are computed by the
 * evaluator's own arithmetic, which is monotone, so a bound is reached wherever its operands are.
 */
export type Abstract =
  /** Nothing is known: it may be anything, and none. */
  | { readonly kind: "unknown" }
  | NumberRange
  | MoneyRange
  | { readonly kind: "truth"; readonly yes: boolean; readonly no: boolean }
  /** One of finitely many texts, an enum's members for one. */
  | { readonly kind: "text"; readonly oneOf: readonly string[] }
  | { readonly kind: "list"; readonly size: NumberRange; readonly item: () => Abstract }
  | { readonly kind: "record"; readonly field: (name: string) => Abstract }
  | { readonly kind: "none" }
  /** None, or one of these. */
  | { readonly kind: "maybe"; readonly of: Abstract };

export interface NumberRange {
  readonly kind: "number";
  readonly low: number;
  readonly high: number;
}

/** A side that is left out has no bound. */
export interface MoneyRange {
  readonly kind: "money";
  readonly low?: Money;
  readonly high?: Money;
}

export const unknown: Abstract = { kind: "unknown" };
export const none: Abstract = { kind: "none" };
export const undecided: Abstract = { kind: "truth", yes: true, no: true };

export function numberRange(low: number, high: number): NumberRange {
  return { kind: "number", low, high };
}

export const anyNumber = numberRange(-Infinity, Infinity);
export const anySize = numberRange(0, Infinity);

export function moneyRange(low: Money | undefined, high: Money | undefined): MoneyRange {
  return { kind: "money", ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

export function truth(yes: boolean, no: boolean): Abstract {
  return { kind: "truth", yes, no };
}

export function maybe(of: Abstract): Abstract {
  return of.kind === "maybe" || of.kind === "none" || of.kind === "unknown" ? of : { kind: "maybe", of };
}

/** The value, given that it is not none. */
export function present(value: Abstract): Abstract {
  return value.kind === "maybe" ? value.of : value;
}

export function mayBeNone(value: Abstract): boolean {
  return value.kind === "maybe" || value.kind === "none" || value.kind === "unknown";
}

/** Every value of both. */
export function joined(left: Abstract, right: Abstract): Abstract {
  if (left.kind === "none") return maybeOrNone(right);
  if (right.kind === "none") return maybeOrNone(left);
  if (left.kind === "maybe" || right.kind === "maybe") return maybe(joined(present(left), present(right)));
  if (left.kind === "number" && right.kind === "number") {
    return numberRange(Math.min(left.low, right.low), Math.max(left.high, right.high));
  }
  if (left.kind === "money" && right.kind === "money") return joinedMoney(left, right);
  if (left.kind === "truth" && right.kind === "truth") {
    return truth(left.yes || right.yes, left.no || right.no);
  }
  if (left.kind === "text" && right.kind === "text") {
    return { kind: "text", oneOf: [...new Set([...left.oneOf, ...right.oneOf])] };
  }
  if (left.kind === "list" && right.kind === "list") {
    const size = joined(left.size, right.size);
    return {
      kind: "list",
      size: size.kind === "number" ? size : anySize,
      item: () => joined(left.item(), right.item()),
    };
  }
  if (left.kind === "record" && right.kind === "record") {
    return { kind: "record", field: (name) => joined(left.field(name), right.field(name)) };
  }
  return unknown;
}

function maybeOrNone(value: Abstract): Abstract {
  return value.kind === "none" ? none : maybe(value);
}

function joinedMoney(left: MoneyRange, right: MoneyRange): Abstract {
  if (!sameCurrency(left, right)) return unknown;
  const low = left.low && right.low && minMoney(left.low, right.low);
  const high = left.high && right.high && maxMoney(left.high, right.high);
  return moneyRange(low, high);
}

/** Every value that is in both; the first as it is where the two say different kinds of things. */
export function met(left: Abstract, right: Abstract): Abstract {
  if (left.kind === "unknown") return right;
  if (right.kind === "unknown" || left.kind === "none") return left;
  if (right.kind === "maybe")
    return left.kind === "maybe" ? maybe(met(left.of, right.of)) : met(left, right.of);
  if (left.kind === "maybe") return right.kind === "none" ? none : met(left.of, right);
  if (left.kind === "number" && right.kind === "number") {
    return numberRange(Math.max(left.low, right.low), Math.min(left.high, right.high));
  }
  if (left.kind === "money" && right.kind === "money") return metMoney(left, right);
  if (left.kind === "truth" && right.kind === "truth") {
    return truth(left.yes && right.yes, left.no && right.no);
  }
  if (left.kind === "text" && right.kind === "text") {
    return { kind: "text", oneOf: left.oneOf.filter((text) => right.oneOf.includes(text)) };
  }
  if (left.kind === "list" && right.kind === "list") {
    const size = met(left.size, right.size);
    return {
      kind: "list",
      size: size.kind === "number" ? size : left.size,
      item: () => met(left.item(), right.item()),
    };
  }
  return left;
}

function metMoney(left: MoneyRange, right: MoneyRange): Abstract {
  if (!sameCurrency(left, right)) return left;
  const low =
    left.low === undefined ? right.low : right.low === undefined ? left.low : maxMoney(left.low, right.low);
  const high =
    left.high === undefined
      ? right.high
      : right.high === undefined
        ? left.high
        : minMoney(left.high, right.high);
  return moneyRange(low, high);
}

function currencyOf(range: MoneyRange): string | undefined {
  return (range.low ?? range.high)?.currency;
}

export function sameCurrency(left: MoneyRange, right: MoneyRange): boolean {
  const one = currencyOf(left);
  const other = currencyOf(right);
  return one === undefined || other === undefined || one === other;
}

/** True if no value is left: what was supposed can't be. */
export function isEmpty(value: Abstract): boolean {
  switch (value.kind) {
    case "number":
      return value.low > value.high;
    case "money":
      return value.low !== undefined && value.high !== undefined && compareMoney(value.low, value.high) > 0;
    case "truth":
      return !value.yes && !value.no;
    case "text":
      return value.oneOf.length === 0;
    case "list":
      return isEmpty(value.size);
    default:
      return false;
  }
}
