import type { Expression as ExpressionNode } from "@orchlang/language";
import type { Expression, Json } from "@orchlang/plan";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { typedClause } from "./clauses.ts";
import { amountImpossible } from "./messages.ts";

/** What an amount may be, so that what it says can be. */
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
}

/** An amount of a clause. One that is known before the run has to be in its range. */
export function amountClause(
  ast: ExpressionNode,
  of: Amount,
  env: Environment,
  module: ModuleContext,
): Expression {
  const typed = typedClause(ast, of.type, of.asks, env, module);
  if (typed.type.kind !== "error") checkAmount(typed.constant?.value, ast, of, module);
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
