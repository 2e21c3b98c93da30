import { defineDiagnostic } from "@orchlang/language";
import { type Expression as Ast, type Binary, constantText } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { Type } from "../type.ts";
import { aBoundedType, aType, nameOf } from "../types/show.ts";
import { failed } from "./make.ts";
import { isMoney, isTemperature } from "./numeric.ts";
import type { ExpressionContext, Typed } from "./typed.ts";
import { wordsAtStart, wordsFor } from "./words.ts";

export const unitsApart = defineDiagnostic<{ left: string; right: string; verb: string }>({
  code: "ORCH3101",
  severity: "error",
  title: "Units that don't go together",
  message: (p) => `${p.left} and ${p.right}: they can't be ${p.verb}.`,
});

const verbs: Readonly<Partial<Record<Binary["operator"], string>>> = {
  "+": "added",
  "-": "subtracted",
  "*": "multiplied",
  "/": "divided",
};

/** Refuses an operator for its operands: names both types at both places, and what will have been meant. */
export function refuseOperands(ast: Binary, left: Typed, right: Typed, ctx: ExpressionContext): Typed {
  const words = isMoney(left.type) && isMoney(right.type) ? aBoundedType : what;
  const params = {
    left: `${wordsAtStart(ast.left)} is ${words(left.type)}`,
    right: `${wordsFor(ast.right).replace(/^this$/, "that")} ${words(right.type)}`,
    verb: verbs[ast.operator] ?? "taken into account",
  };
  const labels = [{ file: ctx.file, span: left.span, message: words(left.type) }];
  const help = helpFor(ast, left.type, right.type);
  const details = { label: words(right.type), labels, ...(help === undefined ? {} : { help }) };
  ctx.report(unitsApart.at({ file: ctx.file, span: right.span }, params, details));
  return failed(ast.span, [left, right]);
}

/** A type with its article; a number by what it lacks. */
function what(type: Type): string {
  return type.kind === "int" || type.kind === "float" ? `a plain number (\`${nameOf(type)}\`)` : aType(type);
}

function helpFor(ast: Binary, left: Type, right: Type): string | undefined {
  if (left.kind === "string" || right.kind === "string") {
    return ast.operator === "+" ? `Put texts together in one: ${templateOf(ast)}.` : undefined;
  }
  if (left.kind === "list" && ast.operator === "+") return "Put one item into a list of its own: `xs + [x]`.";
  if (isTemperature(left) && isTemperature(right)) {
    return "Two temperatures subtract to a difference; only a difference can be added to one.";
  }
  const twoCurrencies = isMoney(left) && isMoney(right) && ast.operator !== "*";
  return twoCurrencies ? "Currencies are never converted: no one here knows the rate." : undefined;
}

function templateOf(ast: Binary): string {
  const part = (side: Ast): string => {
    const fixed = side.kind === "string" ? constantText(side) : undefined;
    if (fixed !== undefined) return fixed;
    const words = wordsFor(side);
    return words === "this" ? "…" : `\${${words.replaceAll("`", "")}}`;
  };
  return `\`"${part(ast.left)}${part(ast.right)}"\``;
}

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
