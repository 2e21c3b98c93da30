import type { CallReference } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { CheckedCapability, CheckedProgram, CheckedRoutine } from "../checked.ts";
import { statementsOf } from "./target.ts";

/** The reach of a plan: everything that can be called from a routine on, and by what way. */
export interface Reach {
  readonly capabilities: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
}

type Callables = Pick<CheckedProgram, "capabilities" | "goals" | "routines">;

/** @param achieving the routines of a goal, by its name. */
export function reachOf(
  start: readonly CheckedRoutine[],
  program: Callables,
  achieving: (goal: string) => readonly CheckedRoutine[],
): Reach {
  const capabilities = new Set<string>();
  const routines = new Set<string>();
  const waiting = [...start];
  const callCapability = (name: string): void => {
    if (capabilities.has(name)) return;
    capabilities.add(name);
    for (const reference of referencesOf(program.capabilities.get(name)))
      callCapability(reference.capability);
  };
  for (let routine = waiting.pop(); routine !== undefined; routine = waiting.pop()) {
    if (routines.has(routine.name)) continue;
    routines.add(routine.name);
    for (const attempt of attemptsOf(routine)) {
      if (attempt.options.undo !== undefined) callCapability(attempt.options.undo.capability);
      const { target } = attempt;
      if ("capability" in target) callCapability(target.capability);
      else if ("goal" in target) waiting.push(...achieving(target.goal));
      else {
        const called = program.routines.get(target.routine);
        if (called !== undefined) waiting.push(called);
      }
    }
  }
  return { capabilities, routines };
}

function referencesOf(capability: CheckedCapability | undefined): readonly CallReference[] {
  if (capability === undefined) return [];
  const { undo, confirm } = capability.capability;
  return [undo, confirm].filter((reference) => reference !== undefined);
}

/** Every way of doing every step of a routine. */
export function attemptsOf(routine: CheckedRoutine): readonly Attempt[] {
  const found: Attempt[] = [];
  for (const { node } of statementsOf(routine)) {
    if (node.kind === "call") found.push(node.attempt);
    if (node.kind === "quorum") found.push(...node.attempts);
    if ("rescues" in node)
      for (const rescue of node.rescues) if ("attempt" in rescue) found.push(rescue.attempt);
  }
  return found;
}
