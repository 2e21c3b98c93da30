import type { NodeId } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedBlock, CheckedRoutine, CheckedStatement } from "../checked.ts";
import type { ParameterSignature } from "../declarations/parameters.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import type { ProgramContext } from "../scope/program.ts";

/** What a scenario plays: a plan, a goal with all of its plans, or what a trigger starts. */
export interface ScenarioTarget {
  readonly definition: Definition<"plan" | "goal" | "trigger">;
  /** What is run; none where a trigger starts nothing that is there. */
  readonly runs: Definition<"plan" | "goal"> | undefined;
  readonly params: readonly ParameterSignature[];
  readonly routines: readonly CheckedRoutine[];
}

export function scenarioTarget(
  definition: Definition<"plan" | "goal" | "trigger">,
  program: ProgramContext,
): ScenarioTarget {
  const runs = definition.kind === "trigger" ? startedBy(definition, program.home(definition)) : definition;
  const params = runs === undefined || definition.kind === "trigger" ? [] : program.signatureOf(runs).params;
  return { definition, runs, params, routines: runs === undefined ? [] : routinesOf(runs, program) };
}

function startedBy(
  trigger: Definition<"trigger">,
  module: ModuleContext,
): Definition<"plan" | "goal"> | undefined {
  for (const clause of trigger.declaration.clauses) {
    if (clause.kind === "startClause") return definitionAt(module, clause.call.path, "plan", "goal");
  }
  return undefined;
}

/** The routines that a plan or goal may run at its top. */
export function routinesOf(
  definition: Definition<"plan" | "goal">,
  program: ProgramContext,
): readonly CheckedRoutine[] {
  const plans = definition.kind === "plan" ? [definition] : program.plansOf(definition);
  return plans.map((plan) => program.routineOf(plan)).filter((routine) => routine !== undefined);
}

/** Every statement of a routine, outer before inner. */
export function* statementsOf(routine: CheckedRoutine): Generator<CheckedStatement> {
  yield* statementsIn(routine.body);
  if (routine.finally !== undefined) yield* statementsIn(routine.finally);
}

function* statementsIn(block: CheckedBlock): Generator<CheckedStatement> {
  for (const statement of block.statements) {
    yield statement;
    for (const inner of statement.blocks) yield* statementsIn(inner);
  }
}

/** The node that a step's name stands for, in the first of the routines that has it. */
export function findStep(name: NodeId, routines: readonly CheckedRoutine[]): CheckedStatement | undefined {
  for (const routine of routines) {
    for (const statement of statementsOf(routine)) if (statement.node.id === name) return statement;
  }
  return undefined;
}
