import type { Definition } from "../../2-resolve/definition.ts";
import { goalOf } from "../declarations/signature.ts";
import type { ProgramContext } from "./program.ts";

const known = new WeakMap<ProgramContext, ReadonlyMap<string, readonly Definition<"plan">[]>>();

/** The plans that achieve a goal, in the order of the project's modules and their text. */
export function plansOf(goal: Definition<"goal">, program: ProgramContext): readonly Definition<"plan">[] {
  let byGoal = known.get(program);
  if (byGoal === undefined) {
    byGoal = collect(program);
    known.set(program, byGoal);
  }
  return byGoal.get(goal.qualified) ?? [];
}

function collect(program: ProgramContext): ReadonlyMap<string, readonly Definition<"plan">[]> {
  const byGoal = new Map<string, Definition<"plan">[]>();
  for (const names of program.resolved.names.values()) {
    for (const definition of names.own.values()) {
      if (definition.kind !== "plan") continue;
      const goal = goalOf(definition, program.module(definition.module));
      if (goal === undefined) continue;
      const plans = byGoal.get(goal.qualified);
      if (plans === undefined) byGoal.set(goal.qualified, [definition]);
      else plans.push(definition);
    }
  }
  return byGoal;
}
