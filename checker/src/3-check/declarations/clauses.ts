import type { Expression as ExpressionNode, NumberLiteral, Span } from "@orchlang/language/ast";
import type { Json, JsonObject } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import { checkCondition, checkExpression } from "../expression/check.ts";
import type { Environment, Typed } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { durationType, moneyType } from "../types/kinds.ts";
import { amountImpossible, clauseMisplaced, clauseTwice, countTooSmall, notConstant } from "./messages.ts";
import { energyType, tokensType } from "./pool-signature.ts";

/* Parts that the clauses of several declarations are made of. */

type Measure = "cost" | "latency" | "energy" | "tokens";

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
  const help = misplacedHelp(clause.word, of);
  module.program.report(
    clauseMisplaced.at({ file: module.file, span: clause.span }, params, help === undefined ? {} : { help }),
  );
}

function misplacedHelp(word: string, of: { readonly name: string; readonly is: string }): string | undefined {
  if (word === "prompt" && of.is === "a human") return 'A person reads `show "…"`.';
  if ((word === "prompt" || word === "role") && of.is === "an agent")
    return `To ask a model, write \`llm ${of.name}\`: the plan around it is the agent. An \`agent\` has a handler of its own, \`run …\`.`;
  return undefined;
}

/** The allowed range of an amount. */
type Range = "0 or more" | "more than 0" | "0% to 100%";

const isWithin: { readonly [R in Range]: (value: number) => boolean } = {
  "0 or more": (value) => value >= 0,
  "more than 0": (value) => value > 0,
  "0% to 100%": (value) => value >= 0 && value <= 1,
};

/** `asks`: "`hold` takes". */
export interface Amount {
  readonly type: Type;
  readonly asks: string;
  readonly range: Range;
  /** The names of a family's index, which it may go by: each member has an amount of its own. */
  readonly index?: readonly string[];
}

/** An amount of a clause, which is computed before anything is heard of the world, and has to be in its range. */
export function amountClause(
  ast: ExpressionNode,
  of: Amount,
  env: Environment,
  module: ModuleContext,
): Expression {
  const typed = typedClause(ast, of.type, of.asks, env, module);
  if (typed.type.kind === "error") return typed.expression;
  const { asks, index = [] } = of;
  const isKnown = freeReads(typed.expression).every(
    ({ from, name }) => from === "local" && index.includes(name),
  );
  if (isKnown) checkAmount(typed.constant?.value, ast, of, module);
  else module.program.report(notConstant.at({ file: module.file, span: ast.span }, { what: `What ${asks}` }));
  return typed.expression;
}

/** The same of a value that is known: a number, or an amount of money. */
export function checkAmount(
  value: Json | undefined,
  ast: ExpressionNode,
  { asks, range }: Pick<Amount, "asks" | "range">,
  module: ModuleContext,
): void {
  if (typeof value !== "number" || isWithin[range](value)) return;
  module.program.report(amountImpossible.at({ file: module.file, span: ast.span }, { asks, range }));
}

/** Plan shapes are JSON by what they hold, though their types are narrower than JSON's. */
export function asJson(shape: object): JsonObject {
  return shape as JsonObject;
}

/** A value that has to be known before any run. */
export function typedConstant(
  ast: ExpressionNode,
  type: Type,
  asks: string,
  what: string,
  module: ModuleContext,
): Json | undefined {
  const typed = checkExpression(ast, { type, asks }, module.environment, module.expression);
  if (typed.type.kind === "error") return undefined;
  if (typed.constant === undefined)
    module.program.report(notConstant.at({ file: module.file, span: ast.span }, { what }));
  return typed.constant?.value;
}
