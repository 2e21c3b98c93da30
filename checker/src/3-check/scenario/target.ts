import type { NodeId } from "@orchlang/plan/nodes";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedBlock, CheckedRoutine, CheckedStatement, TracedLabel } from "../checked.ts";
import type { ParameterSignature } from "../declarations/parameters.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import type { ProgramContext } from "../scope/program.ts";
import type { Type } from "../type.ts";

/** The subject of a scenario: a plan, a goal with all of its plans, or the target of a trigger. */
export interface ScenarioTarget {
  readonly definition: Definition<"plan" | "goal" | "trigger">;
  /** The routine that runs; undefined if a trigger's target is missing. */
  readonly runs: Definition<"plan" | "goal"> | undefined;
  readonly params: readonly ParameterSignature[];
  /** The steps of all routines that may run at its top, one routine after another. */
  readonly steps: readonly TargetStep[];
}

/** A step that a scenario may refer to. */
export interface TargetStep {
  readonly id: NodeId;
  readonly type: Type;
  readonly label: TracedLabel;
}

export function scenarioTarget(
  definition: Definition<"plan" | "goal" | "trigger">,
  program: ProgramContext,
): ScenarioTarget {
  const runs = definition.kind === "trigger" ? startedBy(definition, program.home(definition)) : definition;
  const params = runs === undefined || definition.kind === "trigger" ? [] : program.signatureOf(runs).params;
  return { definition, runs, params, steps: runs === undefined ? [] : stepsOf(runs, program) };
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

function stepsOf(definition: Definition<"plan" | "goal">, program: ProgramContext): readonly TargetStep[] {
  const plans = definition.kind === "plan" ? [definition] : program.plansOf(definition);
  return plans.flatMap((plan) => program.stepsOf(plan));
}

/** The steps of a plan, outer before inner; none of one that leads back to itself. */
export function stepsOfRoutine(routine: CheckedRoutine | undefined): readonly TargetStep[] {
  if (routine === undefined) return [];
  return statementsOf(routine).map(({ node, type, label }) => ({ id: node.id, type, label }));
}

/** Every statement of a routine, outer before inner. */
export function statementsOf(routine: CheckedRoutine): readonly CheckedStatement[] {
  const found: CheckedStatement[] = [];
  addStatements(routine.body, found);
  if (routine.finally !== undefined) addStatements(routine.finally, found);
  return found;
}

function addStatements(block: CheckedBlock, found: CheckedStatement[]): void {
  for (const statement of block.statements) {
    found.push(statement);
    for (const inner of statement.blocks) addStatements(inner, found);
  }
}
