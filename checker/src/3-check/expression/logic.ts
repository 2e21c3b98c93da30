import type { Expression as Ast, Binary } from "@orchlang/language/ast";
import { boolType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import type { Checking } from "./checking.ts";
import { doubting } from "./doubt.ts";
import { factsOf, itemsOf, withFacts } from "./flow.ts";
import { failed, made, withConstant } from "./make.ts";
import { wrongType } from "./misfits.ts";
import type { Environment, Typed } from "./typed.ts";
import { wordsAtStart } from "./words.ts";

/** `a and b`, `a or b`: the right side is only asked where the left did not decide, and so knows what it said. */
export function checkLogic(ast: Binary, env: Environment, ctx: Checking): Typed {
  const op = ast.operator === "and" ? "and" : "or";
  const other = op === "or" ? itemsOf(ast).find((item, index) => index > 0 && isPlainValue(item)) : undefined;
  if (other !== undefined) return refuseOtherwise(ast, other, env, ctx);
  const items: Typed[] = [];
  let scope = env;
  const deciding = op === "or";
  let decided = false;
  for (const item of itemsOf(ast)) {
    const typed = ctx.reached(!decided).check(item, { type: boolType, asks: `\`${op}\` takes` }, scope);
    decided ||= typed.constant?.value === deciding;
    items.push(typed);
    if (typed.doubtful) scope = doubting(scope, item);
    scope = withFacts(scope, factsOf(item, op === "and", scope, ctx));
  }
  const expression = { op, items: items.map((item) => item.expression) } as const;
  const whole = made({ span: ast.span, type: boolType, expression, of: items }, ctx);
  return decided && whole.type.kind !== "error" ? withConstant(whole, deciding) : whole;
}

/** A literal that is neither true nor false. */
function isPlainValue({ kind }: Ast): boolean {
  return ["string", "number", "money", "quantity", "ratio", "list", "record", "none"].includes(kind);
}

/** `a or "none"`: what other languages take where `a` is missing. */
function refuseOtherwise(ast: Binary, other: Ast, env: Environment, ctx: Checking): Typed {
  const typed = ctx.check(other, undefined, env);
  const clash = {
    subject: wordsAtStart(other),
    asks: "`or` takes",
    got: aType(typed.type),
    wanted: aType(boolType),
  };
  const help = "What is taken where a value is missing stands behind `??`: `a ?? b`.";
  ctx.report(wrongType.at({ file: ctx.file, span: other.span }, { clash }, { help }));
  return failed(ast.span, [typed]);
}
