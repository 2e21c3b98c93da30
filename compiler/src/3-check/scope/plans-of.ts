import type { Definition } from "../../2-resolve/definition.ts";
import { goalOf } from "../declarations/signature.ts";
import type { ProgramContext } from "./program.ts";

/** The plans that achieve each goal, in the order of the project's modules and their text. */
export function plansByGoal(program: ProgramContext): ReadonlyMap<string, readonly Definition<"plan">[]> {
  const byGoal = new Map<string, Definition<"plan">[]>();
  for (const names of program.resolved.names.values()) {
    for (const definition of names.own.values()) {
      if (definition.kind !== "plan") continue;
      const goal = goalOf(definition, program.home(definition));
      if (goal === undefined) continue;
      const plans = byGoal.get(goal.qualified);
      if (plans === undefined) byGoal.set(goal.qualified, [definition]);
      else plans.push(definition);
    }
  }
  return byGoal;
}
