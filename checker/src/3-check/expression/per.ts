import { defineDiagnostic } from "@orchlang/language";
import type { Per } from "@orchlang/language/ast";
import { aType } from "../types/show.ts";
import { baseOf } from "../units/dimension.ts";
import { checkLiteral, quantityOf, reportUnknownUnit } from "./literal.ts";
import { failed } from "./make.ts";
import { isTemperature, refuseTemperature } from "./numeric.ts";
import { present } from "./present.ts";
import { productOf } from "./product.ts";
import type { Checking, Environment, Typed } from "./typed.ts";

export const noRate = defineDiagnostic<{ of: string; per: string }>({
  code: "ORCH3114",
  severity: "error",
  title: "Rate of nothing",
  message: (p) => `There is no rate of ${p.of} per ${p.per}.`,
});

/** `$0.30 per kWh`, `10% per 5m`: a quotient by a unit or a quantity. */
export function checkPer(ast: Per, env: Environment, ctx: Checking): Typed {
  const paid = present(ctx.check(ast.operand, undefined, env), ast.operand, "`per` needs", ctx);
  const divisor = divisorOf(ast, ctx);
  if (paid.type.kind === "error" || divisor.type.kind === "error") return failed(ast.span, [paid]);
  if (isTemperature(paid.type)) return refuseTemperature(paid, ctx);
  const rate = productOf(true, paid, divisor, ast.span, undefined, ctx);
  if (rate !== undefined) return rate;
  ctx.report(
    noRate.at({ file: ctx.file, span: ast.span }, { of: aType(paid.type), per: aType(divisor.type) }),
  );
  return failed(ast.span, [paid]);
}

function divisorOf(ast: Per, ctx: Checking): Typed {
  const { divisor } = ast;
  switch (divisor.kind) {
    case "missing":
      return failed(divisor.span);
    case "money":
      return checkLiteral(divisor, undefined, ctx);
    case "quantity":
      return amountOf(divisor.unit, divisor.unitSpan, divisor.number, divisor, ctx);
    case "name":
      return amountOf(divisor.text, divisor.span, "1", { span: divisor.span, raw: divisor.text }, ctx);
  }
}

/** A rate per degree is one per degree of difference. */
function amountOf(
  name: string,
  unitSpan: Typed["span"],
  number: string,
  at: { readonly span: Typed["span"]; readonly raw: string },
  ctx: Checking,
): Typed {
  const unit = ctx.units.unit(name);
  if (unit === undefined) {
    reportUnknownUnit(name, unitSpan, ctx);
    return failed(at.span);
  }
  return quantityOf(
    { number, raw: at.raw, span: at.span },
    unit,
    baseOf(unit.dimension) === "Temperature",
    ctx,
  );
}
