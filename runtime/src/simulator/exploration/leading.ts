/**
 * Data that leads a plan where it has not gone yet. Runs in which one part is changed at a time don't come past
 * `a > 1% or b > 800ms`; so a choice's own conditions are asked, without a run, how much of them stands in the way, and
 * the data is changed until nothing does (a search along branch distances: McMinn, Search-based software test data
 * generation, 2004). Which values a condition hangs on is guessed: the run that is then played shows whether it was right.
 */
import { type BranchNode, type Expression, type Json, type LoopNode, matches } from "@orchlang/plan";
import type { Case, Trial } from "./case.ts";
import { Given, type Place } from "./given.ts";
import { nodeOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** Changes of one input or result that are tried at each step, and steps. */
const valuesMax = 200;
const stepsMax = 8;

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

/** Step by step: of all changes of one part the one that leaves the least in the way, until nothing is. */
function lead(given: Given, distance: () => number): Case | undefined {
  let left = distance();
  for (let step = 0; step < stepsMax && left > 0; step++) {
    let best: ReadonlyMap<string, Json> | undefined;
    const before = given.changes;
    for (const [key, leaf] of [...given.leaves]) {
      for (const to of leaf.others(before.get(key) ?? leaf.value).slice(0, valuesMax)) {
        given.changes = new Map(before).set(key, to);
        const now = distance();
        if (now >= left) continue;
        left = now;
        best = given.changes;
      }
    }
    given.changes = best ?? before;
    if (best === undefined) return undefined;
  }
  return left > 0 ? undefined : given.changed;
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

/** How many parts of a condition are not as they would have to be for it to be `wanted`. */
function unmet(given: Given, condition: Expression, wanted: boolean, place: Place): number {
  switch (condition.op) {
    case "not":
      return unmet(given, condition.of, !wanted, place);
    case "and":
    case "or": {
      const parts = condition.items.map((item) => unmet(given, item, wanted, place));
      const all = (condition.op === "and") === wanted;
      return all ? parts.reduce((sum, part) => sum + part, 0) : Math.min(...parts);
    }
    case "read": {
      const node = nodeOf(given.plan, place.routine, condition.name)?.node;
      if (condition.from === "node" && node?.kind === "let") return unmet(given, node.value, wanted, place);
    }
  }
  const found = given.evaluated(condition, place);
  return ("value" in found && found.value === true) === wanted ? 0 : 1;
}
