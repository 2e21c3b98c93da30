import { closest, didYouMean } from "@orchlang/language";
import type { Expression as ExpressionNode, Name, ScenarioDeclaration } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { StepName } from "@orchlang/plan/scenarios";
import { nameless } from "../../2-resolve/collect-names.ts";
import { lookup } from "../../2-resolve/module-names.ts";
import { scenarioStep } from "../declarations/rule-messages.ts";
import { checkExpression } from "../expression/check.ts";
import type { Environment, ExpressionContext } from "../expression/typed.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { durationType } from "../types/kinds.ts";
import type { ScenarioTarget } from "./target.ts";

/** A scenario while it is checked. */
export interface ScenarioSite {
  readonly declaration: ScenarioDeclaration;
  readonly target: ScenarioTarget;
  readonly module: ModuleContext;
  readonly env: Environment;
  /** Knows `sample`. */
  readonly ctx: ExpressionContext;
}

export function scenarioExpression(
  ast: ExpressionNode,
  type: Type,
  asks: string,
  site: ScenarioSite,
): Expression {
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
  const meant = closest(name.text, [...steps, ...capabilitiesIn(module)]);
  const params = { name: name.text, target: target.definition.name };
  module.program.report(scenarioStep.at(place, params, didYouMean(place, meant)));
  return undefined;
}

function capabilitiesIn(module: ModuleContext): readonly string[] {
  return [...module.names.own.values()].flatMap((one) => (one.kind === "capability" ? [one.name] : []));
}
