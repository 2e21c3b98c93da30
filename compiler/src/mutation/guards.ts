import type { Expression, Node } from "@orchlang/language/ast";
import {
  inside,
  type Mutation,
  removed,
  removedWithKeyword,
  replaced,
  type Visited,
  written,
} from "./mutant.ts";

/** Conditions that hold something back: made to hold always, never, or by one half alone. */
export function guards({ text, node, parents }: Visited): readonly Mutation[] {
  return [...conditions(text, node), ...filter(text, node, parents)];
}

function conditions(text: string, node: Node): readonly Mutation[] {
  switch (node.kind) {
    case "when":
      return [always(text, node), never(text, node)];
    case "if": {
      const condition = written(text, node.condition.span);
      return [
        one(node, [replaced(node.span, written(text, node.whenTrue.span))], `take \`${condition}\` as true`),
        one(
          node,
          [replaced(node.span, written(text, node.whenFalse.span))],
          `take \`${condition}\` as false`,
        ),
      ];
    }
    case "binary":
      if (node.operator !== "and" && node.operator !== "or") return [];
      return [node.left, node.right].map((half, nth) => {
        const left = written(text, [node.right, node.left][nth]?.span ?? node.span);
        return one(
          half,
          [replaced(node.span, written(text, half.span))],
          `drop \`${left}\` from the condition`,
        );
      });
    case "unary":
      if (node.operator !== "not") return [];
      return [one(node, [replaced(node.span, written(text, node.operand.span))], "drop `not`")];
    case "acceptOption":
      return [dropped(text, node)];
    case "whenClause":
    case "decisionClause":
    case "deferClause":
    case "requireConsentClause":
    case "requireApprovalClause":
    case "limitClause":
      return [dropped(text, node)];
    default:
      return [];
  }
}

type When = Extract<Node, { readonly kind: "when" }>;

function always(text: string, node: When): Mutation {
  return one(
    node,
    [replaced(node.span, inside(text, node.body.span))],
    `do what \`when ${written(text, node.condition.span)}\` guards in any case`,
  );
}

function never(text: string, node: When): Mutation {
  const { otherwise } = node;
  const rest =
    otherwise === undefined
      ? ""
      : otherwise.kind === "block"
        ? inside(text, otherwise.span)
        : written(text, otherwise.span);
  const says = `never do what \`when ${written(text, node.condition.span)}\` guards`;
  return one(node, [replaced(node.span, rest)], says);
}

/** `where` of an event, a pool or a question; `until` of a loop. */
function filter(text: string, node: Node, parents: readonly Node[]): readonly Mutation[] {
  const parent = parents.at(-1);
  if (parent === undefined || !isFilter(parent, node)) return [];
  const cut = removedWithKeyword(text, node.span);
  return cut === undefined ? [] : [one(node, [cut], `drop \`${text.slice(cut.start, cut.end).trim()}\``)];
}

function isFilter(parent: Node, node: Node): boolean {
  switch (parent.kind) {
    case "eventSource":
    case "eachEvent":
    case "waitForEvent":
    case "pick":
    case "askClause":
      return parent.where === node;
    case "whereClause":
      return parent.condition === node;
    case "loop":
      return parent.until === node;
    case "retryOption":
    case "handler":
      return parent.condition === node;
    default:
      return false;
  }
}

function dropped(text: string, node: Node): Mutation {
  return one(node, [removed(text, node.span)], `drop \`${written(text, node.span)}\``);
}

function one(at: Node, replacements: Mutation["replacements"], says: string): Mutation {
  return { span: at.span, replacements, says };
}

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
function another(literal: string): string | undefined {
  const match = /\d[\d_]*(?:\.\d+)?/.exec(literal);
  if (match === null) return undefined;
  const number = Number(match[0].replaceAll("_", ""));
  if (!Number.isFinite(number) || number > 1e12) return undefined;
  const other = number === 0 ? 1 : literal.endsWith("%") ? number / 2 : number * 2;
  return literal.slice(0, match.index) + plain(other) + literal.slice(match.index + match[0].length);
}

/** Without an exponent, and without the noise of binary fractions. */
function plain(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(6).replace(/0+$/, "");
}
