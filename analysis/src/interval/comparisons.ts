import type { Money } from "@orchlang/plan";
import { compareMoney } from "@orchlang/plan/quantities";
import { type Abstract, present, sameCurrency, truth, undecided } from "./abstract.ts";

/** Whether the left is below (or at) the right in any case, in no case, or it depends. */
export function order(left: Abstract, right: Abstract, strictly = false): Abstract {
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
export const comparisonFunctions: Readonly<Record<string, (left: Abstract, right: Abstract) => Abstract>> =
  Object.fromEntries(
    ["number", "money"].flatMap((kind) => [
      [`${kind}.less`, (left: Abstract, right: Abstract) => order(left, right, true)],
      [`${kind}.lessOrEqual`, (left: Abstract, right: Abstract) => order(left, right)],
      [`${kind}.greater`, (left: Abstract, right: Abstract) => order(right, left, true)],
      [`${kind}.greaterOrEqual`, (left: Abstract, right: Abstract) => order(right, left)],
    ]),
  );

/** Whether two values are equal in any case, in no case, or it depends. */
export function equality(left: Abstract, right: Abstract): Abstract {
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

export function opposite(value: Abstract): Abstract {
  return value.kind === "truth" ? truth(value.no, value.yes) : undecided;
}

export function both(left: Abstract, right: Abstract): Abstract {
  if (left.kind !== "truth" || right.kind !== "truth") return undecided;
  return truth(left.yes && right.yes, left.no || right.no);
}
