import type { Expression as ExpressionNode, NumberLiteral, Span } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { checkCondition, checkExpression } from "../expression/check.ts";
import type { Environment, Typed } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { durationType, moneyType } from "../types/kinds.ts";
import { clauseMisplaced, clauseTwice, countTooSmall } from "./messages.ts";
import { energyType, tokensType } from "./pool-signature.ts";

/* Parts that the clauses of several declarations are made of. */

export type Measure = "cost" | "latency" | "energy" | "tokens";

export const measureTypes: Readonly<Record<Measure, Type>> = {
  cost: moneyType(),
  latency: durationType,
  energy: energyType,
  tokens: tokensType,
};

/** An expression that has to be of a type. `asks`: "a `latency` is". */
export function typedClause(
  ast: ExpressionNode,
  type: Type,
  asks: string,
  env: Environment,
  module: ModuleContext,
): Typed {
  return checkExpression(ast, { type, asks }, env, module.expression);
}

/** The same, for its form in the plan file alone. */
export function clauseExpression(
  ast: ExpressionNode,
  type: Type,
  asks: string,
  env: Environment,
  module: ModuleContext,
): Expression {
  return typedClause(ast, type, asks, env, module).expression;
}

/** A rule's condition; `undefined` if a mistake in it was reported, so that the rule reports nothing else. */
export function ruleCondition(
  ast: ExpressionNode,
  asks: string,
  env: Environment,
  module: ModuleContext,
): Expression | undefined {
  let sound = true;
  const { expression } = checkCondition(ast, asks, env, {
    ...module.expression,
    report(diagnostic) {
      if (diagnostic.severity === "error") sound = false;
      module.expression.report(diagnostic);
    },
  });
  return sound ? expression : undefined;
}

/** A whole number of at least `least`. */
export function checkCount(
  node: NumberLiteral,
  what: string,
  least: number,
  module: ModuleContext,
  most = Number.POSITIVE_INFINITY,
): number {
  const count = Number(node.number);
  if (count >= least && count <= most) return count;
  const params = count < least ? { what, least } : { what, least, most };
  module.program.report(countTooSmall.at({ file: module.file, span: node.span }, params));
  return count < least ? least : most;
}

/** The places of clauses by their words, and a report of each that is written a second time. */
export function clausePlaces(
  clauses: readonly { readonly word: string; readonly span: Span }[],
  repeatable: ReadonlySet<string>,
  of: string,
  module: ModuleContext,
): Readonly<Record<string, Span>> {
  const places: Record<string, Span> = {};
  for (const { word, span } of clauses) {
    const first = places[word];
    if (first === undefined) places[word] = span;
    else if (!repeatable.has(word)) {
      const labels = [{ file: module.file, span: first, message: "first here" }];
      module.program.report(clauseTwice.at({ file: module.file, span }, { clause: word, of }, { labels }));
    }
  }
  return places;
}

export function reportMisplaced(
  clause: { readonly word: string; readonly span: Span },
  of: { readonly name: string; readonly is: string; readonly belongs: string },
  module: ModuleContext,
): void {
  const params = { clause: clause.word, of: of.name, is: of.is, belongs: of.belongs };
  module.program.report(clauseMisplaced.at({ file: module.file, span: clause.span }, params));
}
