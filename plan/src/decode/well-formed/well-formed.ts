import { pointer, type Segment } from "../../canonical/not-json.ts";
import type { Plan, Routine } from "../../shapes/plan.ts";
import type { PlaceFault } from "../fault.ts";
import { blocksAreATree } from "./blocks.ts";
import { callsAreComplete, nodesAreOrdered, nothingRecurs } from "./calls.ts";
import { expressionsAreClosed, expressionsOfRoutineAreClosed } from "./expressions.ts";
import { interruptionsAreWhole } from "./interruptions.ts";
import { poolsAreSound } from "./pools.ts";
import { has, type Listed, type PlanRule, type Report, type RoutineRule } from "./report.ts";
import { schemasAreWhole } from "./schemas.ts";

/** The entry exists, and so do a goal's plans. */
function entryExists(plan: Plan, report: Report): void {
  if (!has(plan.routines, plan.entry) && !has(plan.goals, plan.entry)) {
    report(["entry"], `\`${plan.entry}\` is neither a routine nor a goal of the plan`);
  }
  for (const [name, goal] of Object.entries(plan.goals)) {
    goal.alternatives.forEach((routine, index) => {
      if (!has(plan.routines, routine)) {
        report(["goals", name, "alternatives", index], `no routine \`${routine}\``);
      }
    });
  }
  for (const [name, { achieves }] of Object.entries(plan.routines)) {
    if (achieves !== undefined && !has(plan.goals, achieves)) {
      report(["routines", name, "achieves"], `no goal \`${achieves}\``);
    }
  }
}

/** Entries have the name they are listed by, and no list has a name twice. */
function namesAreKeys(plan: Plan, report: Report): void {
  for (const list of ["routines", "goals", "capabilities"] as const) {
    for (const [key, declared] of Object.entries(plan[list])) {
      if (declared.name !== key)
        report([list, key, "name"], `listed as \`${key}\`, named \`${declared.name}\``);
      once([list, key, "params"], declared.params, report);
    }
  }
  for (const [key, check] of Object.entries(plan.checks)) {
    if (check.id !== key) report(["checks", key, "id"], `listed as \`${key}\`, named \`${check.id}\``);
  }
  once(["policies"], plan.policies, report);
  once(["guardrails"], plan.guardrails, report);
}

function once(place: readonly string[], named: readonly { readonly name: string }[], report: Report): void {
  const seen = new Set<string>();
  named.forEach(({ name }, index) => {
    if (seen.has(name)) report([...place, index], `a second \`${name}\``);
    seen.add(name);
  });
}

/** The rule of every check exists. */
function checksAreRules(plan: Plan, report: Report): void {
  for (const [id, check] of Object.entries(plan.checks)) {
    const place: readonly Segment[] = ["checks", id];
    if (check.kind === "policy") {
      const policy = plan.policies.find(({ name }) => name === check.policy);
      if (policy === undefined) report([...place, "policy"], `no policy \`${check.policy}\``);
      else if (check.verdict >= policy.verdicts.length) {
        report([...place, "verdict"], `\`${check.policy}\` has only ${policy.verdicts.length} verdicts`);
      }
    } else if (check.kind === "guardrail") {
      const guardrail = plan.guardrails.find(({ name }) => name === check.guardrail);
      if (guardrail === undefined) report([...place, "guardrail"], `no guardrail \`${check.guardrail}\``);
      else if (check.rule >= guardrail.rules.length) {
        report([...place, "rule"], `\`${check.guardrail}\` has only ${guardrail.rules.length} rules`);
      }
    }
  }
}

const ofPlans: readonly PlanRule[] = [
  entryExists,
  namesAreKeys,
  checksAreRules,
  nothingRecurs,
  poolsAreSound,
  schemasAreWhole,
  callsAreComplete,
  expressionsAreClosed,
];

const ofRoutines: readonly RoutineRule[] = [
  expressionsOfRoutineAreClosed,
  blocksAreATree,
  nodesAreOrdered,
  interruptionsAreWhole,
];

/**
 * Names in a plan that lead nowhere, and structures that could not be run; none where all is well. The plan is
 * of the form of its schema. Paths are JSON Pointers below `plan`.
 */
export function wellFormed(plan: Plan): readonly PlaceFault[] {
  const faults: PlaceFault[] = [];
  const report = (place: readonly (string | number)[], says: string): void => {
    faults.push({ path: pointer(place), says });
  };
  for (const rule of ofPlans) rule(plan, report);
  for (const [name, routine] of Object.entries(plan.routines)) {
    const listed = { routine, places: placesIn(routine) };
    for (const rule of ofRoutines) rule(listed, ["routines", name], report);
  }
  return faults;
}

/** The first of two nodes with one id counts. */
function placesIn({ nodes }: Routine): Listed["places"] {
  const places = new Map<string, number>();
  for (let index = nodes.length - 1; index >= 0; index--) {
    const id = nodes[index]?.id;
    if (id !== undefined) places.set(id, index);
  }
  return places;
}
