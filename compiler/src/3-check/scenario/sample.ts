import type { Call } from "@orchlang/language/ast";
import { sampleFunction } from "@orchlang/plan";
import { sampleOfOther } from "../declarations/rule-messages.ts";
import { checkExpression } from "../expression/check.ts";
import type { Environment, Expectation, ExpressionContext, Typed } from "../expression/typed.ts";
import { publicLabel } from "../labels/label.ts";
import { errorType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";

/** `sample(200)`, a list of as many generated values as the place asks for; of other calls nothing is said. */
export function checkSample(
  call: Call,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
): Typed | undefined {
  const { callee } = call;
  if (callee.kind !== "reference" || callee.text !== "sample" || env.lookup("sample") !== undefined)
    return undefined;
  const [argument, ...others] = call.arguments;
  if (argument === undefined || others.length > 0) return undefined;
  const count = checkExpression(
    argument.value,
    { type: { kind: "int", min: 0 }, asks: "`sample` takes" },
    env,
    ctx,
  );
  const wanted = expected?.type;
  const isList = wanted?.kind === "list";
  if (!isList && wanted?.kind !== "error") {
    const is = wanted === undefined ? "not known" : aType(wanted);
    ctx.report(sampleOfOther.at({ file: ctx.file, span: call.span }, { is }));
  }
  return {
    type: isList ? wanted : errorType,
    label: publicLabel,
    expression: { op: "call", fn: sampleFunction, args: [count.expression] },
    span: call.span,
    reads: [],
    readsNow: false,
    releases: [],
  };
}
