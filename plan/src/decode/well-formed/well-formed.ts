import { pointer } from "../../canonical/not-json.ts";
import type { Plan, Routine } from "../../shapes/plan.ts";
import type { PlaceFault } from "../fault.ts";
import { blocksAreATree } from "./blocks.ts";
import { callsAreComplete, nodesAreOrdered, nothingRecurs } from "./calls.ts";
import { expressionsAreClosed, expressionsOfRoutineAreClosed } from "./expressions.ts";
import { poolsAreSound } from "./pools.ts";
import { checksAreRules, entryExists, namesAreKeys } from "./references.ts";
import type { Listed, PlanRule, RoutineRule } from "./report.ts";
import { schemasAreWhole } from "./schemas.ts";

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

const ofRoutines: readonly RoutineRule[] = [expressionsOfRoutineAreClosed, blocksAreATree, nodesAreOrdered];

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
