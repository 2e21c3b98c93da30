import { defineDiagnostic } from "@orchlang/language";
import type { QuantityLiteral, Unary } from "@orchlang/language/ast";
import { negateInterval } from "../types/interval.ts";
import { boolType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import type { Checking } from "./checking.ts";
import { checkLiteral } from "./literal.ts";
import { call, failed, made } from "./make.ts";
import { isTemperature, refuseTemperature } from "./numeric.ts";
import { present } from "./present.ts";
import type { Environment, Expectation, Typed } from "./typed.ts";

export const notNegatable = defineDiagnostic<{ type: string }>({
  code: "ORCH3112",
  severity: "error",
  title: "Nothing to take the minus of",
  message: (p) => `A minus belongs before a number, a quantity or an amount, and this is ${p.type}.`,
});

/** `not c`, `-n`. */
export function checkUnary(
  ast: Unary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  return ast.operator === "not" ? not(ast, env, ctx) : minus(ast, expected, env, ctx);
}

function not(ast: Unary, env: Environment, ctx: Checking): Typed {
  const operand = ctx.check(ast.operand, { type: boolType, asks: "`not` takes" }, env);
  const expression = { op: "not" as const, of: operand.expression };
  return made({ span: ast.span, type: boolType, expression, of: [operand] }, ctx);
}

function minus(ast: Unary, expected: Expectation | undefined, env: Environment, ctx: Checking): Typed {
  if (ast.operand.kind === "quantity") return belowZero(ast, ast.operand, expected, ctx);
  const operand = present(ctx.check(ast.operand, undefined, env), ast.operand, "`-` needs", ctx);
  const { type, expression } = operand;
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
    case "quantity": {
      if (isTemperature(type)) return refuseTemperature(operand, ctx);
      const fn = type.kind === "quantity" && type.dimension.Money === 1 ? "money.negate" : "number.negate";
      const { min: _, max: __, ...bare } = type;
      const negative = { ...bare, ...negateInterval(type) };
      return made({ span: ast.span, type: negative, expression: call(fn, expression), of: [operand] }, ctx);
    }
    case "error":
      return failed(ast.span, [operand]);
    default:
      ctx.report(notNegatable.at({ file: ctx.file, span: operand.span }, { type: aType(type) }));
      return failed(ast.span, [operand]);
  }
}

/** The minus belongs to the number: `-5C` is five degrees below zero, not minus 278.15 K. */
function belowZero(
  ast: Unary,
  literal: QuantityLiteral,
  expected: Expectation | undefined,
  ctx: Checking,
): Typed {
  return checkLiteral(
    { ...literal, number: `-${literal.number}`, raw: `-${literal.raw}`, span: ast.span },
    expected,
    ctx,
  );
}
