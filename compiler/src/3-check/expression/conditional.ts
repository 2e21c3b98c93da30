import type { IfExpression } from "@orchlang/language/ast";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels, through } from "../labels/label.ts";
import { boolType } from "../types/kinds.ts";
import type { Checking } from "./checking.ts";
import { doubting } from "./doubt.ts";
import { narrowed } from "./flow.ts";
import { checkAlternatives } from "./hint.ts";
import { commonType } from "./list.ts";
import { choosing, made } from "./make.ts";
import type { Environment, Expectation, Typed } from "./typed.ts";

/** `if c then a else b`: each side knows what the condition says; who sees the value learns of the condition. */
export function checkIf(
  ast: IfExpression,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const condition = ctx.check(ast.condition, { type: boolType, asks: "`if` takes" }, env);
  const known = condition.constant?.value;
  const asked = condition.doubtful ? doubting(env, ast.condition) : env;
  const sides = [
    { ast: ast.whenTrue, env: narrowed(asked, ast.condition, true, ctx), unreached: known === false },
    { ast: ast.whenFalse, env: narrowed(asked, ast.condition, false, ctx), unreached: known === true },
  ];
  const [yes = condition, no = condition] = checkAlternatives(sides, expected, "the other side is", ctx);
  const type = commonType([yes, no], ctx);
  const learnt = through(wholeLabel(condition), {
    says: "decides what this becomes",
    file: ctx.file,
    span: ast.condition.span,
  });
  const taken = known === true ? yes : known === false ? no : undefined;
  // Where both sides are the same, or only one can be, nobody learns which it was.
  const label = taken?.label ?? joinLabels(yes.label, no.label, ...(isSameValue(yes, no) ? [] : [learnt]));
  const expression = {
    op: "if" as const,
    condition: condition.expression,
    yes: yes.expression,
    no: no.expression,
  };
  const whole = made({ span: ast.span, type, expression, of: [condition, yes, no], label }, ctx);
  return choosing(whole, taken);
}

function isSameValue({ constant: yes }: Typed, { constant: no }: Typed): boolean {
  return yes !== undefined && no !== undefined && JSON.stringify(yes.value) === JSON.stringify(no.value);
}
