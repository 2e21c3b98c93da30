/**
 * Data that leads a plan to unexplored places. Runs in which one part is changed at a time don't pass `a > 1% or b >
 * 800ms`. So each choice's conditions are evaluated without a run for their branch distance, and the data is changed
 * until it is zero (a search along branch distances: P. McMinn, Search-based software test data generation, 2004). The
 * parts that a condition depends on are guessed; playing the case shows whether the guess was right.
 */
import { backwards } from "./backwards/backwards.ts";
import type { Changes } from "./backwards/solver.ts";
import type { Case } from "./case.ts";
import type { InTheWay } from "./classes.ts";
import type { Given } from "./given.ts";
import type { Goal } from "./goal.ts";

/** Changes of one input or result that are tried at each step, and steps. */
const valuesMax = 200;
const stepsMax = 8;
/** Where two parts have to change at once: so many are tried as the first. */
const pairsMax = 40;
/** Distances that are worked out on the way to one goal: each reads what the plan asks anew. */
const distancesMax = 600;
/** Numbers that miss each other are brought together by these. */
const gapsMax = 4;
/** Texts that do not meet are made alike by these. */
const spokenMax = 8;

/** So many sets of changes are gone on from, and so many are made of each. */
const expandedMax = 16;
const waysMax = 24;

/**
 * Backwards from what is wanted, as far as that leads; from the best that it comes to, step by step: of all changes of one
 * part the one that leaves the least in the way, until nothing is. Where every change makes it worse, as where two
 * numbers hang on each other, changes of two parts are tried.
 */
export function lead(given: Given, goal: Goal): Case | undefined {
  given.changes = solved(given, goal);
  return leadStepwise(given, goal);
}

/** The same without solving: of values that are made up anew, which solving leaves as they are. */
export function leadStepwise(given: Given, goal: Goal): Case | undefined {
  let asked = 0;
  const distance = (): number => {
    asked += 1;
    return goal.distance();
  };
  const isOver = (): boolean => asked >= distancesMax || given.isOver;
  let left = distance();
  for (let step = 0; step < stepsMax && left > 0 && !isOver(); step++) {
    const before = given.changes;
    const best = bestChange(given, distance, left, isOver) ?? bestOfTwo(given, distance, left, isOver);
    given.changes = best ?? before;
    if (best === undefined) return undefined;
    left = distance();
  }
  return left > 0 ? undefined : given.changed;
}

interface Reached {
  readonly changes: Changes;
  readonly left: number;
}

/** The changes that leave the least in the way, of those that are solved for: best first. */
function solved(given: Given, goal: Goal): Changes {
  const start = given.changes;
  const open: Reached[] = [{ changes: start, left: goal.distance() }];
  let [best] = open as [Reached];
  const seen = new Set<string>();
  for (let count = 0; count < expandedMax && best.left > 0 && !given.isOver; count++) {
    const next = open.shift();
    if (next === undefined) break;
    given.changes = next.changes;
    for (const changes of proposed(given, goal)) {
      const key = JSON.stringify([...changes]);
      if (seen.has(key)) continue;
      seen.add(key);
      given.changes = changes;
      const one = { changes, left: goal.distance() };
      if (one.left < best.left) best = one;
      open.push(one);
      if (one.left === 0) break;
    }
    open.sort((one, other) => one.left - other.left);
  }
  given.changes = start;
  return best.left === Number.POSITIVE_INFINITY ? start : best.changes;
}

/** The solutions, each also with the same values in every round of a loop. */
function proposed(given: Given, goal: Goal): readonly Changes[] {
  const before = given.changes;
  const values: Changes[] = [];
  for (const changes of goal.ways(backwards(given))) {
    values.push(changes);
    const alike = inEveryRound(given, before, changes);
    if (alike !== undefined) values.push(alike);
    if (values.length >= waysMax) break;
  }
  return values;
}

/** Applies a change of one call to all calls of the same statement. */
function inEveryRound(given: Given, before: Changes, changes: Changes): Changes | undefined {
  const all = new Map(changes);
  for (const [key, to] of changes) {
    if (before.get(key) === to) continue;
    const group = groupOf(key);
    if (group === undefined) continue;
    for (const [other, leaf] of given.leaves) {
      if (other === key || groupOf(other) !== group) continue;
      const fits = leaf.nearest(to);
      if (fits !== undefined) all.set(other, fits);
    }
  }
  return all.size > changes.size ? all : undefined;
}

/** The statement that a call was made of in a round; undefined: of none. */
function groupOf(key: string): string | undefined {
  return key.startsWith("call ") && key.includes("[") ? key.replaceAll(/\[\d+\]/g, "") : undefined;
}

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
function bestChange(
  given: Given,
  distance: () => number,
  than: number,
  isOver: () => boolean,
): Changes | undefined {
  const before = given.changes;
  let best: Changes | undefined;
  let left = than;
  for (const changes of [...changesOf(given, distance)]) {
    if (isOver()) break;
    given.changes = changes;
    const now = distance();
    if (now >= left) continue;
    left = now;
    best = changes;
  }
  given.changes = before;
  return best;
}

function bestOfTwo(
  given: Given,
  distance: () => number,
  than: number,
  isOver: () => boolean,
): Changes | undefined {
  const before = given.changes;
  for (const changes of [...changesOf(given, distance)].slice(0, pairsMax)) {
    if (isOver()) return undefined;
    given.changes = changes;
    const best = bestChange(given, distance, than, isOver);
    given.changes = before;
    if (best !== undefined) return best;
  }
  return undefined;
}
