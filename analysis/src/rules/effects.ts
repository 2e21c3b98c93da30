import type { CheckedProgram } from "@orchlang/checker";
import type { CallReference, Capability } from "@orchlang/plan";
import { type Expression, partsOf } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { BoundsContext } from "../bounds/context.ts";
import { anywhere } from "../graph/call-graph.ts";

/** The called capability, if the target is one. */
export function capabilityOf(program: CheckedProgram, attempt: Attempt): Capability | undefined {
  if (!("capability" in attempt.target)) return undefined;
  return program.capabilities.get(attempt.target.capability)?.capability;
}

/** True if an attempt's effect happens at most once, so that it can't be tried again blindly. */
export function isOnce(capability: Capability): boolean {
  return capability.kind !== "human" && capability.effect.kind === "once";
}

/** Why it is accepted that an effect is left standing, where that is said. */
export function irreversibleBecause(program: CheckedProgram, attempt: Attempt): string | undefined {
  return attempt.options.irreversible ?? capabilityOf(program, attempt)?.irreversible;
}

/** True if an attempt can be undone although nothing is known of what it gave. */
export function undoneWithoutResult(program: CheckedProgram, attempt: Attempt): boolean {
  const undo = undoReference({ program }, attempt);
  return undo !== undefined && !readsResult(undo);
}

function readsResult(undo: CallReference): boolean {
  return Object.values(undo.args).some((arg) => readsLocal(arg, "result"));
}

export function readsLocal(expression: Expression, name: string): boolean {
  if (expression.op === "read") return expression.from === "local" && expression.name === name;
  return partsOf(expression).some((part) => readsLocal(part, name));
}

/** True if something is done with a member of a pool: if that is lost, it may be done again with another. */
export function holdsMembers(analysis: Analysis, root: AnalysedRoutine): boolean {
  return anywhere(analysis, "held", root, ({ tree }) =>
    tree.all.some(
      ({ statement, attempts }) =>
        statement.node.kind === "hold" || attempts.some(({ attempt }) => attempt.using !== undefined),
    ),
  );
}

/** The step's own undo, else the capability's. */
export function undoReference(
  context: Pick<BoundsContext, "program">,
  attempt: Attempt,
): CallReference | undefined {
  if (attempt.options.undo !== undefined) return attempt.options.undo;
  if (!("capability" in attempt.target)) return undefined;
  return context.program.capabilities.get(attempt.target.capability)?.capability.undo;
}
