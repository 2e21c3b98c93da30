/**
 * Data that leads a plan where it has not gone yet. Runs in which one part is changed at a time don't come past
 * `a > 1% or b > 800ms`; so a choice's own conditions are asked, without a run, how much of them stands in the way, and
 * the data is changed until nothing does (a search along branch distances: McMinn, Search-based software test data
 * generation, 2004). Which values a condition hangs on is guessed: the run that is then played shows whether it was right.
 */
import {
  type BranchNode,
  type Evaluated,
  type Expression,
  freeReads,
  type LoopNode,
  matches,
} from "@orchlang/plan";
import type { Case, Trial } from "./case.ts";
import type { InTheWay } from "./classes.ts";
import { Given, type Place } from "./given.ts";
import { nodeOf, partsOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** Changes of one input or result that are tried at each step, and steps. */
const valuesMax = 200;
const stepsMax = 8;
/** Where two parts have to change at once: so many are tried as the first. */
const pairsMax = 40;
/** Numbers that miss each other are brought together by these. */
const gapsMax = 4;
/** Texts that do not meet are made alike by these. */
const spokenMax = 8;

/** The same data, changed so that a choice of a run takes an arm; -1: none. */
export function leadToArm(
  stage: Stage,
  trial: Trial,
  place: Place,
  { node, arm }: { readonly node: BranchNode; readonly arm: number },
): Case | undefined {
  const given = new Given(stage, trial);
  return lead(given, () => toArm(given, place, node, arm));
}

/** The same data, changed so that a loop's `until` is not met before so many rounds, and then it is; or not. */
export function leadThroughRounds(
  stage: Stage,
  trial: Trial,
  place: Place,
  { node, rounds, met }: { readonly node: LoopNode; readonly rounds: number; readonly met: boolean },
): Case | undefined {
  const { over } = node;
  const until = over.kind === "fold" ? over.until : undefined;
  if (until === undefined) return undefined;
  const given = new Given(stage, trial);
  return lead(given, () => {
    let total = 0;
    for (let round = 0; round <= rounds; round++) {
      const value = given.after(node, round, place);
      if (!("value" in value)) return Number.POSITIVE_INFINITY;
      const local = new Map([[node.variable, value.value]]);
      total += unmet(given, until, round === rounds && met, { ...place, local });
    }
    return total;
  });
}

/**
 * Step by step: of all changes of one part the one that leaves the least in the way, until nothing is. Where every change
 * makes it worse, as where two numbers hang on each other, changes of two parts are tried.
 */
export function lead(given: Given, distance: () => number): Case | undefined {
  let left = distance();
  for (let step = 0; step < stepsMax && left > 0 && !given.isOver; step++) {
    const before = given.changes;
    const best = bestChange(given, distance, left) ?? bestOfTwo(given, distance, left);
    given.changes = best ?? before;
    if (best === undefined) return undefined;
    left = distance();
  }
  return left > 0 ? undefined : given.changed;
}

type Changes = Given["changes"];

/** All changes of one part. */
function* changesOf(given: Given, distance: () => number): Generator<Changes> {
  const before = given.changes;
  given.gaps.clear();
  given.spoken.clear();
  distance();
  const inTheWay: InTheWay = {
    everyPart: true,
    gaps: [...given.gaps].slice(0, gapsMax),
    spoken: [...given.spoken].slice(0, spokenMax),
  };
  for (const [key, leaf] of [...given.leaves]) {
    if (given.isOver) return;
    const values = leaf.others(before.get(key) ?? leaf.value, inTheWay).slice(0, valuesMax);
    for (const to of values) yield new Map(before).set(key, to);
  }
}

/** The one that leaves the least, if it leaves less than that. */
function bestChange(given: Given, distance: () => number, than: number): Changes | undefined {
  const before = given.changes;
  let best: Changes | undefined;
  let left = than;
  for (const changes of [...changesOf(given, distance)]) {
    if (given.isOver) break;
    given.changes = changes;
    const now = distance();
    if (now >= left) continue;
    left = now;
    best = changes;
  }
  given.changes = before;
  return best;
}

function bestOfTwo(given: Given, distance: () => number, than: number): Changes | undefined {
  const before = given.changes;
  for (const changes of [...changesOf(given, distance)].slice(0, pairsMax)) {
    if (given.isOver) return undefined;
    given.changes = changes;
    const best = bestChange(given, distance, than);
    given.changes = before;
    if (best !== undefined) return best;
  }
  return undefined;
}

/** How many parts of a choice's conditions stand in the way of an arm. */
function toArm(given: Given, place: Place, { subject, arms }: BranchNode, arm: number): number {
  const about = subject === undefined ? undefined : given.evaluated(subject, place);
  let total = 0;
  for (const [number, { condition, patterns }] of arms.entries()) {
    const wanted = number === arm;
    const fits =
      patterns === undefined ||
      patterns.length === 0 ||
      (about !== undefined && "value" in about && matches(patterns, about.value));
    const asked = condition === undefined ? (wanted ? 0 : 1) : unmet(given, condition, wanted, place);
    if (wanted) return total + asked + (fits ? 0 : 1);
    total += fits ? asked : 0;
  }
  return total;
}

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
      return all ? parts.reduce((sum, part) => sum + part, 0) : Math.min(...parts);
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
  const found = given.evaluated(condition, place);
  if ("value" in found ? (found.value === true) === wanted : !known) return 0;
  if (condition.op !== "call") return 1;
  for (const text of textsOf(given, condition, place)) given.spoken.add(text);
  for (const text of textsWithin(given, condition, place)) given.spoken.add(text);
  const gap = gapOf(given, condition, place);
  if (gap === undefined) return 1;
  given.gaps.add(gap);
  return (gap + 1) / (gap + 2);
}

/** What a `match` comes to with the values as they are: of a family, its member. */
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
    .flatMap((found) => ("value" in found ? [...partsOf(found.value)] : []))
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
    const found = given.evaluated(read, place);
    if (!("value" in found)) continue;
    for (const inner of partsOf(found.value)) if (typeof inner === "string") yield inner;
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

function amountOf(found: Evaluated): number | undefined {
  if (!("value" in found)) return undefined;
  const { value } = found;
  if (typeof value === "number") return value;
  const isMoney = typeof value === "object" && value !== null && "amount" in value;
  return isMoney && typeof value.amount === "string" ? Number(value.amount) : undefined;
}
