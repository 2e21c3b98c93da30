/** How far data is from meeting a condition, asked without a run. */
import { type Evaluated, type Expression, freeReads, matches } from "@orchlang/plan/expressions";
import type { Given } from "./given.ts";
import type { Place } from "./origin.ts";
import { nodeOf, partsOf } from "./plan-facts.ts";

const besides = 0.1;

/**
 * How many parts of a condition are not as they would have to be for it to be `wanted`; of a comparison of numbers more
 * or less of one, by how much they miss each other.
 *
 * @param known whether each part has to be known: what is not is not true, and neither is its contrary.
 */
export function unmet(
  given: Given,
  condition: Expression,
  wanted: boolean,
  place: Place,
  known = wanted,
): number {
  switch (condition.op) {
    case "not":
      return unmet(given, condition.of, !wanted, place, known);
    case "and":
    case "or": {
      const parts = condition.items.map((item) => unmet(given, item, wanted, place, known));
      const all = (condition.op === "and") === wanted;
      return all ? parts.reduce((sum, part) => sum + part, 0) : nearestOf(parts);
    }
    case "read": {
      const node = nodeOf(given.plan, place.routine, condition.name)?.node;
      if (condition.from === "node" && node?.kind === "let")
        return unmet(given, node.value, wanted, place, known);
      const flag = condition.from === "context" ? given.flag(condition.name) : undefined;
      if (flag !== undefined) return unmet(given, flag, wanted, place, known);
      break;
    }
    case "match": {
      const taken = armOf(given, condition, place);
      if (taken !== undefined) return unmet(given, taken, wanted, place, known);
      break;
    }
    default:
      // Any other condition is evaluated whole.
      break;
  }
  const evaluated = given.evaluated(condition, place);
  if ("value" in evaluated ? (evaluated.value === true) === wanted : !known) return 0;
  if (condition.op !== "call") return 1;
  for (const text of textsOf(given, condition, place)) given.spoken.add(text);
  for (const text of textsWithin(given, condition, place)) given.spoken.add(text);
  const gap = gapOf(given, condition, place);
  if (gap === undefined) return 1;
  given.gaps.add(gap);
  return (gap + 1) / (gap + 2);
}

/** The nearest counts; the others a little, so that coming nearer by any of them shows. */
function nearestOf(parts: readonly number[]): number {
  const least = Math.min(...parts);
  if (least === 0 || least === Number.POSITIVE_INFINITY) return least;
  return least + (besides * parts.reduce((sum, part) => sum + part, -least)) / parts.length;
}

/** The arm that a `match` takes with the present values; for a family, its member. */
function armOf(
  given: Given,
  { subject, arms, otherwise }: Extract<Expression, { op: "match" }>,
  place: Place,
): Expression | undefined {
  const about = given.evaluated(subject, place);
  if (!("value" in about)) return undefined;
  return arms.find(({ patterns }) => matches(patterns, about.value))?.value ?? otherwise;
}

/** The texts that a question is about. */
function textsOf(
  given: Given,
  { args }: Extract<Expression, { op: "call" }>,
  place: Place,
): readonly string[] {
  const values = args.map((arg) => given.evaluated(arg, place));
  return values
    .flatMap((evaluated) => ("value" in evaluated ? [...partsOf(evaluated.value)] : []))
    .filter((part) => typeof part === "string");
}

/** The texts of all that a question hangs on, however deep: `members.filter(m => list in m.lists).size > 0`. */
function* textsWithin(given: Given, part: Expression, place: Place): Generator<string> {
  for (const read of freeReads(part)) {
    const node = read.from === "node" ? nodeOf(given.plan, place.routine, read.name)?.node : undefined;
    if (node?.kind === "let") {
      yield* textsWithin(given, node.value, place);
      continue;
    }
    const evaluated = given.evaluated(read, place);
    if (!("value" in evaluated)) continue;
    for (const inner of partsOf(evaluated.value)) if (typeof inner === "string") yield inner;
  }
}

const comparing = /\.(less|lessOrEqual|greater|greaterOrEqual|equal|notEqual)$/;

/** By how much two numbers that are compared miss each other. */
function gapOf(
  given: Given,
  { fn, args: [left, right] }: Extract<Expression, { op: "call" }>,
  place: Place,
): number | undefined {
  if (!comparing.test(fn) || left === undefined || right === undefined) return undefined;
  const [one, other] = [left, right].map((side) => amountOf(given.evaluated(side, place)));
  return one === undefined || other === undefined ? undefined : Math.abs(one - other);
}

function amountOf(evaluated: Evaluated): number | undefined {
  if (!("value" in evaluated)) return undefined;
  const { value } = evaluated;
  if (typeof value === "number") return value;
  const isMoney = typeof value === "object" && value !== null && "amount" in value;
  return isMoney && typeof value.amount === "string" ? Number(value.amount) : undefined;
}
