import { callFailures, planFailures } from "@orchlang/plan";
import type { CallableDefinition, ProgramContext } from "../scope/program.ts";

/**
 * The names under which a capability, plan or goal says that it may fail; a plan's steps bring theirs, and a goal's
 * plans theirs.
 */
export function declaredFailures(definition: CallableDefinition, program: ProgramContext): readonly string[] {
  const own = program.signatureOf(definition).fails;
  switch (definition.kind) {
    case "capability":
      return own;
    case "plan":
      return program.outcomeOf(definition)?.fails ?? own;
    case "goal":
      return [...own, ...program.plansOf(definition).flatMap((plan) => declaredFailures(plan, program))];
  }
}

/** All names that `error` may have where a call of it fails. */
export function failuresOf(definition: CallableDefinition, program: ProgramContext): readonly string[] {
  const own = declaredFailures(definition, program);
  if (definition.kind !== "capability") return [...new Set([...own, ...callFailures, ...planFailures])];
  return own.length === 0 ? callFailures : [...new Set([...own, ...callFailures])];
}
