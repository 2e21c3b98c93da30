import { defineDiagnostic } from "@orchlang/language";
import type { Binary } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { ExpressionContext, Typed } from "./typed.ts";

/* A value that is compared with itself: one of the two was meant to be another. */

export const sameSides = defineDiagnostic<{ operator: string; always: string }>({
  code: "ORCH3116",
  severity: "warning",
  title: "A value compared with itself",
  message: (p) => `Both sides of \`${p.operator}\` are the same, so this is ${p.always}.`,
  help: "Compare it with the intended value, or remove the comparison.",
});

const outcomes: Readonly<Partial<Record<Binary["operator"], string>>> = {
  "==": "always true",
  "<=": "always true",
  ">=": "always true",
  "!=": "never true",
  "<": "never true",
  ">": "never true",
};

/** Two equal literals, `1 == 1`, are a switch of the author. */
export function reportSameSides(ast: Binary, { expression, type }: Typed, ctx: ExpressionContext): void {
  const always = outcomes[ast.operator];
  if (always === undefined || type.kind === "error" || expression.op !== "call") return;
  const [left, right] = expression.args;
  if (left === undefined || right === undefined || !isSame(left, right) || isWrittenOut(left)) return;
  ctx.report(sameSides.at({ file: ctx.file, span: ast.span }, { operator: ast.operator, always }));
}

/** Expressions are plain data whose fields are made in one order. */
function isSame(left: Expression, right: Expression): boolean {
  return left.op === right.op && JSON.stringify(left) === JSON.stringify(right);
}

function isWrittenOut(expression: Expression): boolean {
  return expression.op === "constant";
}
