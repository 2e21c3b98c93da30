import type { Expression, FailsClause, Name, Span } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import { definitionAt, typeContext } from "../scope/module.ts";
import type {
  CallableDefinition,
  ModuleContext,
  ParameterSignature,
  ProgramContext,
  Signature,
} from "../scope/program.ts";
import { nothingType } from "../types/kinds.ts";
import { resolveType } from "../types/resolve.ts";
import { clearanceOf, tiersOf } from "./clearance.ts";
import { failureTwice } from "./messages.ts";
import { checkParameters } from "./parameters.ts";

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
    fails: failsOf(declaration, module),
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

function failsOf(
  declaration: CallableDefinition["declaration"],
  { file, program }: ModuleContext,
): readonly string[] {
  const names = new Map<string, Name>();
  for (const clause of declaration.clauses) {
    if (clause.kind !== "failsClause") continue;
    for (const [at, name] of clause.failures.entries()) {
      const first = names.get(name.text);
      if (first === undefined) names.set(name.text, name);
      else {
        const labels = [{ file, span: first.span, message: "first declared here" }];
        const span = spanWithSeparator(clause, at);
        const fixes = [
          { title: `Leave out \`${name.text}\``, safe: true, edits: [{ file, span, newText: "" }] },
        ];
        program.report(failureTwice.at({ file, span: name.span }, { name: name.text }, { labels, fixes }));
      }
    }
  }
  return [...names.keys()];
}

/** The span of a failure's name and the bar beside it; of the clause, if it has no other name. */
function spanWithSeparator({ failures, span }: FailsClause, at: number): Span {
  const [before, name, after] = [failures[at - 1], failures[at], failures[at + 1]];
  if (name !== undefined && before !== undefined) return { start: before.span.end, end: name.span.end };
  if (name !== undefined && after !== undefined) return { start: name.span.start, end: after.span.start };
  return span;
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
