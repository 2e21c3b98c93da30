import { defineDiagnostic, type TextEdit } from "@orchlang/language";
import type { Binary, Range } from "@orchlang/language/ast";
import { failed } from "./make.ts";
import type { Checking, Environment, Typed } from "./typed.ts";

export const strayRangeFound = defineDiagnostic({
  code: "ORCH3218",
  severity: "error",
  title: "Range out of place",
  message: "A range is not a value.",
  help: "It stands behind `in`: `n in 1..3` in a condition, `step all = for i in 1..n { … }` in a loop.",
});

export const reversedRange = defineDiagnostic<{ from: string; to: string }>({
  code: "ORCH3219",
  severity: "error",
  title: "Range that holds nothing",
  message: (p) => `This range is empty: it starts at ${p.from} and ends at ${p.to}.`,
  help: "Write the lower end first.",
});

/** `n == 1..3`: reported with the word that asks whether a value is in a range; else `undefined`. */
export function comparedRange(ast: Binary, env: Environment, ctx: Checking): Typed | undefined {
  if (ast.right.kind !== "range") return undefined;
  const { file } = ctx;
  const left = ctx.check(ast.left, undefined, env);
  const { start, end } = ast.span;
  const isEqual = ast.operator === "==";
  const edit = (from: number, to: number, newText: string): TextEdit => ({
    file,
    span: { start: from, end: to },
    newText,
  });
  const word = edit(ast.left.span.end, ast.right.span.start, " in ");
  const edits = isEqual ? [word] : [edit(start, start, "not ("), word, edit(end, end, ")")];
  const title = isEqual ? "Write `in`" : "Write `not (… in …)`";
  ctx.report(
    strayRangeFound.at({ file, span: ast.right.span }, {}, { fixes: [{ title, safe: false, edits }] }),
  );
  return failed(ast.span, [left]);
}

/** `a..b` where only a value can stand. */
export function strayRange(ast: Range, env: Environment, ctx: Checking): Typed {
  const ends = [ctx.check(ast.from, undefined, env), ctx.check(ast.to, undefined, env)];
  ctx.report(strayRangeFound.at({ file: ctx.file, span: ast.span }, {}));
  return failed(ast.span, ends);
}
