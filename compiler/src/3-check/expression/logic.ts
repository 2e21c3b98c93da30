import type { Binary } from "@orchlang/language";
import { boolType } from "../types/kinds.ts";
import type { Checking } from "./checking.ts";
import { doubting } from "./doubt.ts";
import { factsOf, itemsOf, withFacts } from "./flow.ts";
import { made, withConstant } from "./make.ts";
import type { Environment, Typed } from "./typed.ts";

/** `a and b`, `a or b`: the right side is only asked where the left did not decide, and so knows what it said. */
export function checkLogic(ast: Binary, env: Environment, ctx: Checking): Typed {
  const op = ast.operator === "and" ? "and" : "or";
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
