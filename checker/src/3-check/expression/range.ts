import { defineDiagnostic } from "@orchlang/language";
import type { Range } from "@orchlang/language/ast";
import type { Checking } from "./checking.ts";
import { failed } from "./make.ts";
import type { Environment, Typed } from "./typed.ts";

export const strayRangeFound = defineDiagnostic({
  code: "ORCH3218",
  severity: "error",
  title: "Range out of place",
  message: "A range is not a value: it follows `in`, in a condition, a type or a loop, or `backoff`.",
});

export const reversedRange = defineDiagnostic<{ from: string; to: string }>({
  code: "ORCH3219",
  severity: "error",
  title: "Range that holds nothing",
  message: (p) => `This range is empty: it starts at ${p.from} and ends at ${p.to}.`,
  help: "Write the lower end first.",
});

/** `a..b` where only a value can stand. */
export function strayRange(ast: Range, env: Environment, ctx: Checking): Typed {
  const ends = [ctx.check(ast.from, undefined, env), ctx.check(ast.to, undefined, env)];
  ctx.report(strayRangeFound.at({ file: ctx.file, span: ast.span }, {}));
  return failed(ast.span, ends);
}
