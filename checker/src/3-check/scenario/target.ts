import { closest, didYouMean } from "@orchlang/language";
import type { Expression as ExpressionNode, Name, ScenarioDeclaration } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { StepName } from "@orchlang/plan/scenarios";
import { lookup, nameless } from "../../2-resolve/collect-names.ts";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedBlock, CheckedRoutine, CheckedStatement } from "../checked.ts";
import { scenarioStep } from "../declarations/rule-messages.ts";
import { checkExpression } from "../expression/check.ts";
import type { Environment, ExpressionContext } from "../expression/typed.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ParameterSignature, ProgramContext, TargetStep } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { durationType } from "../types/kinds.ts";

/** The subject of a scenario: a plan, a goal with all of its plans, or the target of a trigger. */
interface ScenarioTarget {
  readonly definition: Definition<"plan" | "goal" | "trigger">;
  /** The routine that runs; undefined if a trigger's target is missing. */
  readonly runs: Definition<"plan" | "goal"> | undefined;
  readonly params: readonly ParameterSignature[];
  /** The steps of all routines that may run at its top, one routine after another. */
  readonly steps: readonly TargetStep[];
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
  const checkedStatements: CheckedStatement[] = [];
  addStatements(routine.body, checkedStatements);
  if (routine.finally !== undefined) addStatements(routine.finally, checkedStatements);
  return checkedStatements;
}

function addStatements(block: CheckedBlock, checkedStatements: CheckedStatement[]): void {
  for (const statement of block.statements) {
    checkedStatements.push(statement);
    for (const inner of statement.blocks) addStatements(inner, checkedStatements);
  }
}

/** A scenario while it is checked. */
export interface ScenarioSite {
  readonly declaration: ScenarioDeclaration;
  readonly target: ScenarioTarget;
  readonly module: ModuleContext;
  readonly env: Environment;
  /** Knows `sample`. */
  readonly ctx: ExpressionContext;
}

function scenarioExpression(ast: ExpressionNode, type: Type, asks: string, site: ScenarioSite): Expression {
  return checkExpression(ast, { type, asks }, site.env, site.ctx).expression;
}

/** A duration after the start: `at 5s`, `after 1h`. */
export function scenarioDuration(ast: ExpressionNode, asks: string, site: ScenarioSite): Expression {
  return scenarioExpression(ast, durationType, asks, site);
}

/** A step of the target by its name, or every call of a capability by its. */
export function checkStepName(name: Name, site: ScenarioSite): StepName | undefined {
  const { target, module } = site;
  if (target.steps.some(({ id }) => id === name.text)) return { node: name.text };
  const capability = definitionAt(module, name, "capability");
  if (capability !== undefined) return { capability: capability.qualified };
  // Not all steps of a broken target are known.
  if (name.text === "" || target.runs === undefined || target.runs.declaration.broken) return undefined;
  const { names } = module;
  if (lookup(names, name.text)?.kind === "capability") return undefined;
  if (names.spoilt.has(name.text) || names.spoilt.has(nameless)) return undefined;
  const place = { file: module.file, span: name.span };
  const steps = target.steps.map(({ id }) => id).filter((id) => !id.includes("@"));
  const suggestion = closest(name.text, [...steps, ...capabilitiesIn(module)]);
  const params = { name: name.text, target: target.definition.name };
  module.program.report(scenarioStep.at(place, params, didYouMean(place, suggestion)));
  return undefined;
}

function capabilitiesIn(module: ModuleContext): readonly string[] {
  return [...module.names.own.values()].flatMap((one) => (one.kind === "capability" ? [one.name] : []));
}
