import type { Expression } from "@orchlang/language/ast";
import { replaced, written } from "./cut.ts";
import type { Mutation, Visited } from "./mutant.ts";

const shifted: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "==": "!=",
  "!=": "==",
};

/** Comparisons: their boundary, and the constant that they compare with. */
export function thresholds({ text, node }: Visited): readonly Mutation[] {
  if (node.kind !== "binary") return [];
  const operator = shifted[node.operator];
  if (operator === undefined) return [];
  const whole = written(text, node.span);
  const boundary: Mutation = {
    span: node.span,
    replacements: [replaced(node.operatorSpan, operator)],
    says: `compare by \`${operator}\` in \`${whole}\``,
  };
  const constants = [node.left, node.right].flatMap((side) => {
    const other = isAmount(side) ? another(written(text, side.span)) : undefined;
    return other === undefined
      ? []
      : [
          {
            span: node.span,
            replacements: [replaced(side.span, other)],
            says: `compare with \`${other}\` in \`${whole}\``,
          },
        ];
  });
  return [boundary, ...constants];
}

function isAmount({ kind }: Expression): boolean {
  return kind === "number" || kind === "quantity" || kind === "money" || kind === "ratio";
}

/** A literal of the same kind: twice as much; of a share, which may not exceed the whole, half; in place of 0, 1. */
export function another(literal: string): string | undefined {
  const found = /\d[\d_]*(?:\.\d+)?/.exec(literal);
  if (found === null) return undefined;
  const number = Number(found[0].replaceAll("_", ""));
  if (!Number.isFinite(number) || number > 1e12) return undefined;
  const other = number === 0 ? 1 : literal.endsWith("%") ? number / 2 : number * 2;
  return literal.slice(0, found.index) + plain(other) + literal.slice(found.index + found[0].length);
}

/** Without an exponent, and without the noise of binary fractions. */
function plain(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(6).replace(/0+$/, "");
}
