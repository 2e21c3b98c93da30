import type { Expression } from "@orchlang/language/ast";
import { isOptional, required } from "../types/kinds.ts";
import { mayBeMissing } from "./misfits.ts";
import type { ExpressionContext, Typed } from "./typed.ts";
import { wordsAtStart } from "./words.ts";

/**
 * A value that has to be there to be used. Where it may be missing that is reported, and what follows is checked as
 * if it were there: one mistake, one error.
 *
 * @param needs "`.id` needs", "`+` needs"
 */
export function present(typed: Typed, ast: Expression, needs: string, ctx: ExpressionContext): Typed {
  if (!isOptional(typed.type)) return typed;
  if (ctx.unmetWhereMissing || typed.doubtful) return { ...typed, type: required(typed.type) };
  const clash = { subject: wordsAtStart(ast), asks: needs, got: "", wanted: "a value" };
  ctx.report(mayBeMissing.at({ file: ctx.file, span: typed.span }, { clash, because: typed.missingBecause }));
  return { ...typed, type: required(typed.type), doubtful: true };
}
