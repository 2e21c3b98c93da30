import type { Money } from "@orchlang/plan";
import { compareMoney } from "@orchlang/plan/quantities";
import { isRelease } from "../expression/path.ts";
import {
  type Abstract,
  anyNumber,
  anySize,
  joined,
  maybe,
  type NumberRange,
  numberRange,
  present,
  sameCurrency,
  truth,
  undecided,
  unknown,
} from "./abstract.ts";
import { monetaryFunctions } from "./amounts.ts";
import { numericFunctions } from "./numbers.ts";

/** The range of a function of the closed table for ranges of arguments. An unlisted function may return anything. */
export function functionRange(fn: string, given: readonly Abstract[]): Abstract {
  if (fn === "any.equal") return equality(given[0] ?? unknown, given[1] ?? unknown);
  if (fn === "any.notEqual") return opposite(equality(given[0] ?? unknown, given[1] ?? unknown));
  if (isRelease({ fn })) return given[0] ?? unknown;
  // Other functions take nothing that may be none: where one is called, its arguments are there.
  const args = given.map(present);
  const [first = unknown, second = unknown, third = unknown] = args;
  const numeric = numericFunctions[fn];
  if (numeric !== undefined) return args.every(isNumber) ? numeric(...args.filter(isNumber)) : anyNumber;
  const comparison = comparisonFunctions[fn];
  if (comparison !== undefined) return comparison(first, second);
  const monetary = monetaryFunctions[fn];
  if (monetary !== undefined) return monetary(...args);
  if (fn === "list.concat") return args.reduce(concatenated);
  const list = listFunctions[fn];
  if (list !== undefined) return list(first, second);
  switch (fn) {
    case "range.contains":
      return both(order(second, first), order(first, third));
    case "text.size":
      return first.kind === "text" && first.oneOf.length > 0 ? sizesOf(first.oneOf) : anySize;
    case "record.size":
      return anySize;
    case "instant.hour":
    case "time.hour":
      return numberRange(0, 23);
    case "instant.minute":
    case "time.minute":
      return numberRange(0, 59);
    case "instant.weekday":
    case "date.weekday":
      return numberRange(1, 7);
    case "ratio.noisy_or":
      return numberRange(0, 1);
    default:
      return ordersOtherwise.test(fn) ? undecided : unknown;
  }
}

/** Comparisons of what has an order but no range here: texts, dates, times. */
const ordersOtherwise =
  /\.(?:less|lessOrEqual|greater|greaterOrEqual|between|has|contains|starts_with|ends_with)$/;

function isNumber(value: Abstract): value is NumberRange {
  return value.kind === "number";
}

function sizesOf(texts: readonly string[]): NumberRange {
  const results = texts.map((text) => [...text].length);
  return numberRange(Math.min(...results), Math.max(...results));
}

/** Functions of lists that take no lambda. */
const listFunctions: Readonly<Record<string, (list: Abstract, other: Abstract) => Abstract>> = {
  "list.size": (list) => (list.kind === "list" ? list.size : anySize),
  "list.at": (list) => (list.kind === "list" ? maybe(list.item()) : unknown),
  "list.first": (list) => end(list),
  "list.last": (list) => end(list),
  "list.contains": () => undecided,
  "list.range": (from, to) => counted(from, to),
  "list.take": (list, count) => taken(list, count),
  "list.skip": (list) => (list.kind === "list" ? { ...list, size: numberRange(0, list.size.high) } : unknown),
  "list.reverse": (list) => list,
};

function end(list: Abstract): Abstract {
  if (list.kind !== "list") return unknown;
  return list.size.low > 0 ? list.item() : maybe(list.item());
}

function concatenated(a: Abstract, b: Abstract): Abstract {
  if (a.kind !== "list" || b.kind !== "list") return unknown;
  const size = numberRange(a.size.low + b.size.low, a.size.high + b.size.high);
  return { kind: "list", size, item: () => joined(a.item(), b.item()) };
}

/** From one whole number to another, both included. */
function counted(from: Abstract, to: Abstract): Abstract {
  if (from.kind !== "number" || to.kind !== "number")
    return { kind: "list", size: anySize, item: () => anyNumber };
  const size = numberRange(Math.max(0, to.low - from.high + 1), Math.max(0, to.high - from.low + 1));
  return { kind: "list", size, item: () => numberRange(from.low, Math.max(from.low, to.high)) };
}

function taken(list: Abstract, count: Abstract): Abstract {
  if (list.kind !== "list" || count.kind !== "number") return unknown;
  const low = Math.min(list.size.low, Math.max(0, count.low));
  const high = Math.min(list.size.high, Math.max(0, count.high));
  return { ...list, size: numberRange(low, high) };
}

/** Decides if the left is below (or at) the right: always, never, or unknown. */
function order(left: Abstract, right: Abstract, strictly = false): Abstract {
  if (left.kind === "number" && right.kind === "number") {
    return strictly
      ? truth(left.low < right.high, left.high >= right.low)
      : truth(left.low <= right.high, left.high > right.low);
  }
  if (left.kind === "money" && right.kind === "money" && sameCurrency(left, right)) {
    const lowest = compared(left.low, right.high);
    const highest = compared(left.high, right.low);
    return strictly
      ? truth(lowest === undefined || lowest < 0, highest === undefined || highest >= 0)
      : truth(lowest === undefined || lowest <= 0, highest === undefined || highest > 0);
  }
  return undecided;
}

function compared(left: Money | undefined, right: Money | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : compareMoney(left, right);
}

/** The comparisons of what has an order and a range. */
const comparisonFunctions: Readonly<Record<string, (left: Abstract, right: Abstract) => Abstract>> =
  Object.fromEntries(
    ["number", "money"].flatMap((kind) => [
      [`${kind}.less`, (left: Abstract, right: Abstract) => order(left, right, true)],
      [`${kind}.lessOrEqual`, (left: Abstract, right: Abstract) => order(left, right)],
      [`${kind}.greater`, (left: Abstract, right: Abstract) => order(right, left, true)],
      [`${kind}.greaterOrEqual`, (left: Abstract, right: Abstract) => order(right, left)],
    ]),
  );

/** Decides if two values are equal: always, never, or unknown. */
function equality(left: Abstract, right: Abstract): Abstract {
  if (left.kind === "none" && right.kind === "none") return truth(true, false);
  const [one, other] = [present(left), present(right)];
  const canDiffer = !(isPoint(left) && isPoint(right));
  return truth(
    canEqual(one, other) || (left.kind === "maybe" && right.kind === "maybe"),
    canDiffer || !samePoint(one, other),
  );
}

function canEqual(one: Abstract, other: Abstract): boolean {
  if (one.kind === "text" && other.kind === "text")
    return one.oneOf.some((text) => other.oneOf.includes(text));
  if (one.kind === "truth" && other.kind === "truth") return (one.yes && other.yes) || (one.no && other.no);
  if (one.kind === "number" && other.kind === "number") return one.low <= other.high && other.low <= one.high;
  if (one.kind === "money" && other.kind === "money" && sameCurrency(one, other)) {
    const [below, above] = [compared(one.low, other.high), compared(other.low, one.high)];
    return (below === undefined || below <= 0) && (above === undefined || above <= 0);
  }
  return true;
}

function isPoint(value: Abstract): boolean {
  switch (value.kind) {
    case "text":
      return value.oneOf.length === 1;
    case "truth":
      return value.yes !== value.no;
    case "number":
      return value.low === value.high;
    case "money":
      return compared(value.low, value.high) === 0;
    default:
      return false;
  }
}

function samePoint(one: Abstract, other: Abstract): boolean {
  return one.kind === other.kind && canEqual(one, other);
}

function opposite(value: Abstract): Abstract {
  return value.kind === "truth" ? truth(value.no, value.yes) : undecided;
}

function both(left: Abstract, right: Abstract): Abstract {
  if (left.kind !== "truth" || right.kind !== "truth") return undecided;
  return truth(left.yes && right.yes, left.no || right.no);
}
