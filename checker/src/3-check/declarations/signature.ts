import type { Expression } from "@orchlang/language/ast";
import type { Confidentiality, Tier } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import { definitionAt, type ModuleContext, typeContext } from "../scope/module.ts";
import type { ProgramContext } from "../scope/program.ts";
import { nothingType } from "../types/kinds.ts";
import { resolveType, type WrittenType } from "../types/resolve.ts";
import { clearanceOf, tiersOf } from "./clearance.ts";
import { checkParameters, type ParameterSignature } from "./parameters.ts";

/** The definitions that a step may call. */
export type CallableDefinition = Definition<"capability" | "plan" | "goal">;

/** The signature of a capability, a plan or a goal. */
export interface Signature {
  readonly definition: CallableDefinition;
  readonly params: readonly ParameterSignature[];
  /** `nothing` where none is declared. */
  readonly result: WrittenType;
  /** The names that its `fails` declares. */
  readonly fails: readonly string[];
  /** Conditions on the result: what a capability ensures, or a goal's success condition. */
  readonly ensures: readonly Expression[];
  /** Up to what a capability may be given data; `internal` of plans and goals, which are cleared by parameter. */
  readonly clearance: Confidentiality;
  /** The tiers that a capability may run on; none: any. */
  readonly tiers: readonly Tier[];
}

export function signatureOf(definition: CallableDefinition, program: ProgramContext): Signature {
  const module = program.home(definition);
  const { declaration } = definition;
  const params = checkParameters(declaration.parameters, definition, module);
  const result =
    declaration.result === undefined
      ? { type: nothingType, labels: [] }
      : resolveType(declaration.result, typeContext(module, "result"));
  return {
    definition,
    params: withGoalDefaults(params, definition, module),
    result,
    fails: failsOf(declaration),
    ensures: ensuresOf(definition),
    clearance:
      definition.kind === "capability" ? clearanceOf(definition.declaration, module).level : "internal",
    tiers: definition.kind === "capability" ? tiersOf(definition.declaration) : [],
  };
}

function ensuresOf(definition: CallableDefinition): readonly Expression[] {
  switch (definition.kind) {
    case "capability":
      return definition.declaration.clauses.flatMap((clause) =>
        clause.kind === "ensuresClause" ? [clause.condition] : [],
      );
    case "goal":
      return definition.declaration.clauses.flatMap((clause) =>
        clause.kind === "successClause" ? [clause.condition] : [],
      );
    case "plan":
      return [];
  }
}

function failsOf(declaration: CallableDefinition["declaration"]): readonly string[] {
  const names = new Set<string>();
  for (const clause of declaration.clauses) {
    if (clause.kind === "failsClause") for (const name of clause.failures) names.add(name.text);
  }
  return [...names];
}

/** A plan that achieves a goal has the goal's defaults. */
function withGoalDefaults(
  params: readonly ParameterSignature[],
  definition: CallableDefinition,
  module: ModuleContext,
): readonly ParameterSignature[] {
  const goal = definition.kind === "plan" ? goalOf(definition, module) : undefined;
  if (goal === undefined) return params;
  const byName = new Map(module.program.signatureOf(goal).params.map((param) => [param.name, param]));
  return params.map((param) => {
    const wanted = byName.get(param.name)?.default;
    return wanted === undefined || param.default !== undefined
      ? param
      : { ...param, default: wanted, optional: true };
  });
}

/** The goal that a plan says it achieves. */
export function goalOf(plan: Definition<"plan">, module: ModuleContext): Definition<"goal"> | undefined {
  for (const heading of plan.declaration.headings) {
    if (heading.kind === "achievesHeading") return definitionAt(module, heading.goal, "goal");
  }
  return undefined;
}
