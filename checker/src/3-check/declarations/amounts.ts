import type { Expression as ExpressionNode } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { typedClause } from "./clauses.ts";
import { amountImpossible, notConstant } from "./messages.ts";

/** The allowed range of an amount. */
export type Range = "0 or more" | "more than 0" | "0% to 100%";

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

/** An amount of a clause, which is reckoned before anything is heard of the world, and has to be in its range. */
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
