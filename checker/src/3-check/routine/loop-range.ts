import type { Range } from "@orchlang/language/ast";
import { evaluationLimits } from "@orchlang/plan/expressions";
import { call, failed, gathered } from "../expression/make.ts";
import { reversedRange } from "../expression/range.ts";
import type { Typed } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { interval } from "../types/interval.ts";
import { intType, listType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import { rangeTooLong, rangeUnbounded } from "./messages.ts";
import type { Spot } from "./site.ts";

/**
 * `for i in 1..n`: the whole numbers from one end to the other, both included; none where the first is greater. Its
 * ends have known bounds, so the number of rounds has one. It stays an expression in the plan file, whatever its size.
 */
export function checkRangeItems(ast: Range, spot: Spot): Typed {
  const asks = "an end of the range is";
  const of = [ast.from, ast.to].map((end) => checkAt(end, { type: intType, asks }, spot));
  const [from, to] = of.map(({ type }) => type);
  if (from?.kind !== "int" || to?.kind !== "int") return failed(ast.span, of);
  const { file, program } = spot.module;
  if (from.min === undefined || to.max === undefined) {
    const end = to.max === undefined ? "upper" : "lower";
    const { span } = end === "upper" ? ast.to : ast.from;
    program.report(rangeUnbounded.at({ file, span }, { end }));
    return failed(ast.span, of);
  }
  const most = to.max - from.min + 1;
  if (most <= 0) {
    program.report(reversedRange.at({ file, span: ast.span }, { from: `${from.min}`, to: `${to.max}` }));
    return failed(ast.span, of);
  }
  if (most > evaluationLimits.itemsMax) {
    program.report(
      rangeTooLong.at({ file, span: ast.span }, { items: most, most: evaluationLimits.itemsMax }),
    );
    return failed(ast.span, of);
  }
  const least = to.min === undefined || from.max === undefined ? 0 : Math.max(0, to.min - from.max + 1);
  const item: Type = { ...intType, ...interval(from.min, to.max) };
  return {
    ...gathered(of),
    type: listType(item, { min: least, max: most }),
    label: joinLabels(...of.map(({ label }) => label)),
    expression: call("list.range", ...of.map(({ expression }) => expression)),
    span: ast.span,
    constant: undefined,
    missingBecause: undefined,
  };
}
