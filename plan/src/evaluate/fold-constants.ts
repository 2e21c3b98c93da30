import type { Expression, RecordEntry, TemplatePart } from "../shapes/expression.ts";
import type { Json } from "../shapes/value.ts";
import { matches } from "./compare.ts";
import { evaluate } from "./evaluate.ts";
import { freeReads } from "./free-reads.ts";

/**
 * The same meaning with every part that reads nothing evaluated, by the evaluator that a run uses. What faults
 * stays as it is: `evaluate` tells why.
 */
export function foldConstants(expression: Expression): Expression {
  const simpler = simplify(withParts(expression, foldConstants));
  if (simpler.op === "constant" || freeReads(simpler).length > 0) return simpler;
  const evaluated = evaluate(simpler, { read: () => ({ fault: "nothing can be read here" }) });
  return "value" in evaluated ? constant(evaluated.value) : simpler;
}

function constant(value: Json): Expression {
  return { op: "constant", value };
}

/** Operators of which one constant operand decides. What stood before it could have faulted: that stays. */
function simplify(expression: Expression): Expression {
  switch (expression.op) {
    case "and":
    case "or":
      return connective(expression);
    case "if": {
      const { condition } = expression;
      if (condition.op !== "constant" || typeof condition.value !== "boolean") return expression;
      return condition.value ? expression.yes : expression.no;
    }
    case "coalesce": {
      const { left, right } = expression;
      if (left.op !== "constant") return expression;
      return left.value === null ? right : left;
    }
    case "match": {
      const { subject, arms, otherwise } = expression;
      if (subject.op !== "constant") return expression;
      const arm = arms.find(({ patterns }) => matches(patterns, subject.value));
      return arm?.value ?? otherwise ?? expression;
    }
    case "template":
      return { op: "template", parts: mergedParts(expression.parts) };
    default:
      return expression;
  }
}

function connective(expression: Extract<Expression, { readonly op: "and" | "or" }>): Expression {
  const decides = expression.op === "or";
  const items: Expression[] = [];
  for (const item of expression.items) {
    const value = item.op === "constant" ? item.value : undefined;
    if (value === decides && items.length === 0) return constant(decides);
    if (value === !decides) continue;
    items.push(item);
    if (value === decides) break;
  }
  return items.length === 0 ? constant(!decides) : { op: expression.op, items };
}

/** Texts that stand side by side are one. */
function mergedParts(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const merged: TemplatePart[] = [];
  for (const part of parts) {
    const text = constantPart(part);
    const last = merged.at(-1);
    if (text !== undefined && typeof last === "string") merged[merged.length - 1] = last + text;
    else merged.push(text ?? part);
  }
  return merged;
}

function constantPart(part: TemplatePart): string | undefined {
  if (typeof part === "string") return part;
  if (part.value.op !== "constant") return undefined;
  const written = evaluate(
    { op: "call", fn: part.as, args: [part.value] },
    { read: () => ({ fault: "nothing can be read here" }) },
  );
  return "value" in written && typeof written.value === "string" ? written.value : undefined;
}

/** The same expression with each part directly within it changed. */
export function withParts(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.op) {
    case "constant":
    case "read":
      return expression;
    case "field":
    case "not":
    case "isNone":
      return { ...expression, of: change(expression.of) };
    case "record":
      return { ...expression, entries: expression.entries.map((entry) => changedEntry(entry, change)) };
    case "list":
    case "and":
    case "or":
      return { ...expression, items: expression.items.map(change) };
    case "call":
      return { ...expression, args: expression.args.map(change) };
    case "fold": {
      const list = change(expression.list);
      return expression.body === undefined
        ? { ...expression, list }
        : { ...expression, list, body: change(expression.body) };
    }
    case "if": {
      const { condition, yes, no } = expression;
      return { op: "if", condition: change(condition), yes: change(yes), no: change(no) };
    }
    case "match": {
      const arms = expression.arms.map((arm) => ({ ...arm, value: change(arm.value) }));
      const changed = { ...expression, subject: change(expression.subject), arms };
      return expression.otherwise === undefined
        ? changed
        : { ...changed, otherwise: change(expression.otherwise) };
    }
    case "coalesce":
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case "template":
      return {
        op: "template",
        parts: expression.parts.map((part) =>
          typeof part === "string" ? part : { ...part, value: change(part.value) },
        ),
      };
  }
}

function changedEntry(entry: RecordEntry, change: (part: Expression) => Expression): RecordEntry {
  return "spread" in entry ? { spread: change(entry.spread) } : { ...entry, value: change(entry.value) };
}
