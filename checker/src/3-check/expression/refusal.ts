import { defineDiagnostic } from "@orchlang/language";
import { type Expression as Ast, type Binary, constantText } from "@orchlang/language/ast";
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
    verb: verbs[ast.operator] ?? "reckoned with",
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
