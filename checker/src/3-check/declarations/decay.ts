import type { Expression as ExpressionNode } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { checkExpression } from "../expression/check.ts";
import { unitHelp, unitMissing, wrongType } from "../expression/misfits.ts";
import { subjectOf } from "../expression/words.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { QuantityType } from "../type.ts";
import { assignable } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { amountClause } from "./amounts.ts";

/** `10% per m`: a share of the confidence for a time. */
const decayType: QuantityType = { kind: "quantity", dimension: { Duration: -1 } };

/** How fast readings grow less sure. */
export function checkDecay(rate: ExpressionNode, module: ModuleContext): Expression {
  checkShare(rate, module);
  const asked = { type: decayType, asks: "`decay` takes", range: "0 or more" } as const;
  return amountClause(rate, asked, module.environment, module);
}

/**
 * An expression of the dimension share per time is hardly meant as one if it has no share, `3 per h`, or no time,
 * `2Hz`.
 */
function checkShare(rate: ExpressionNode, { environment, expression, file, program }: ModuleContext): void {
  const share = shareIn(rate);
  const asked = share ?? rate;
  const place = { file, span: asked.span };
  const { type } = checkExpression(asked, undefined, environment, { ...expression, report: () => {} });
  const subject = subjectOf(asked);
  if (rate.kind === "quantity" && assignable(type, decayType) === undefined) {
    const got = `a \`${showType(type)}\``;
    const clash = { subject: subject.says, asks: "`decay` takes", got, wanted: "a share for a time" };
    const help = "Write how much of it is lost in what time: `10% per m`.";
    program.report(wrongType.at(place, { clash }, { help }));
  } else if (share !== undefined && (type.kind === "int" || type.kind === "float")) {
    const clash = {
      subject: subject.says,
      asks: "what `decay` takes for a time is",
      got: "",
      wanted: "a `Ratio`",
    };
    const help = unitHelp({ kind: "ratio" }, subject, place, expression);
    program.report(unitMissing.at(place, { clash }, help));
  }
}

function shareIn(rate: ExpressionNode): ExpressionNode | undefined {
  if (rate.kind === "per") return rate.operand;
  return rate.kind === "binary" && rate.operator === "/" ? rate.left : undefined;
}
