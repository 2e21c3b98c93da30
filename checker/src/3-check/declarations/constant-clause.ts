import type { Expression as ExpressionNode } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { checkExpression } from "../expression/check.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { notConstant } from "./messages.ts";

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
