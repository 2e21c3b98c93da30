/** Goals of the data search: a choice takes an arm, a loop makes a number of rounds. */
import type { Plan } from "@orchlang/plan";
import { type Expression, matches } from "@orchlang/plan/expressions";
import type { BranchNode, LoopNode, Node } from "@orchlang/plan/nodes";
import { putPattern } from "./backwards/put.ts";
import type { Case, Trial } from "./case.ts";
import { unmet } from "./distance.ts";
import { Given } from "./given.ts";
import { allOf, type Goal } from "./goal.ts";
import { lead } from "./leading.ts";
import { type Place, within } from "./origin.ts";
import { nodeOf, routineAt } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** The same data, changed so that a choice of a run takes an arm; -1: none. */
export function leadToArm(
  stage: Stage,
  trial: Trial,
  place: Place,
  { node, arm }: { readonly node: BranchNode; readonly arm: number },
): Case | undefined {
  const given = new Given(stage, trial);
  const goal = takesArm(given, place, node, arm);
  return lead(given, allOf([goal, ...waysThere(given, trial, place, node)]));
}

/** The choices that a run comes by stay as they are: those around a statement, and those above that may end the plan. */
function waysThere(given: Given, { run }: Trial, place: Place, node: Node): readonly Goal[] {
  const { around = [] } = nodeOf(given.plan, place.routine, node.id) ?? {};
  const at = run.events.findIndex(
    (event) => event.t === "Branched" && event.node === node.id && event.routine === place.routine,
  );
  return run.events.slice(0, Math.max(0, at)).flatMap((event): readonly Goal[] => {
    if (event.t !== "Branched" || !isWithin(place.routine, event.routine)) return [];
    const choice = nodeOf(given.plan, event.routine, event.node)?.node;
    if (choice?.kind !== "branch" || !(around.includes(choice) || mayEnd(given.plan, event.routine, choice)))
      return [];
    const goal = takesArm(given, event, choice, event.took);
    // A goal without a computed distance is still tried.
    return goal.distance() === 0 ? [goal] : [];
  });
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
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
  const goals = Array.from({ length: rounds + 1 }, (_, round) =>
    afterRounds(given, place, { node, until }, { round, met: round === rounds && met }),
  );
  return lead(given, allOf(goals));
}

function afterRounds(
  given: Given,
  place: Place,
  { node, until }: { readonly node: LoopNode; readonly until: Expression },
  { round, met }: { readonly round: number; readonly met: boolean },
): Goal {
  // The loop's variable is what the next round would be given.
  const there = within(place, node, round + 1);
  return {
    distance: () =>
      "value" in given.after(node, round, place) ? unmet(given, until, met, there) : Number.POSITIVE_INFINITY,
    ways: (solver) => solver.satisfy(until, met, there),
  };
}

/** True if a side of a choice may end its plan. */
function mayEnd(plan: Plan, path: string, choice: BranchNode): boolean {
  const { nodes = [] } = plan.routines[routineAt(path)] ?? {};
  return nodes.some(
    ({ kind, id }) =>
      (kind === "return" || kind === "fail") && nodeOf(plan, path, id)?.around.includes(choice) === true,
  );
}

/** A choice takes an arm; -1: none. */
function takesArm(given: Given, place: Place, node: BranchNode, arm: number): Goal {
  return {
    distance: () => toArm(given, place, node, arm),
    *ways(solver) {
      const { subject, arms } = node;
      for (const [number, { condition, patterns = [] }] of arms.entries()) {
        const wanted = number === arm;
        for (const pattern of wanted ? patterns : [])
          if (subject !== undefined) yield* putPattern(solver, subject, place, pattern);
        if (condition !== undefined) yield* solver.satisfy(condition, wanted, place);
        if (wanted) return;
      }
    },
  };
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
