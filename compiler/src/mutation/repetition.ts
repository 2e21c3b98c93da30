import type { NumberLiteral } from "@orchlang/language/ast";
import { type Mutation, removed, removedWithKeyword, replaced, type Visited, written } from "./mutant.ts";

/** How often and how many at once: more attempts, a weaker quorum, one runner more, no limit on triggers. */
export function repetition({ text, node, parents }: Visited): readonly Mutation[] {
  switch (node.kind) {
    case "retryOption":
    case "attemptsOption": {
      const more = changed(text, node.count, +2, node.kind === "retryOption" ? "retry" : "attempts");
      const options = parents.at(-1);
      const whole = options?.kind === "options" && options.options.length === 1 ? options : node;
      return [
        ...more,
        {
          span: node.span,
          replacements: [removed(text, whole.span)],
          says: `drop \`${written(text, node.span)}\``,
        },
      ];
    }
    case "quorum":
      return changed(text, node.count, -1, "ask for");
    case "race":
    case "askClause":
      return node.count === undefined ? [] : changed(text, node.count, -1, "ask for");
    case "loop":
      return node.atOnce?.kind === "number" ? changed(text, node.atOnce, +1, "run") : [];
    case "throttleClause":
    case "debounceClause":
    case "dedupeClause":
    case "overlapClause":
      return [
        {
          span: node.span,
          replacements: [removed(text, node.span)],
          says: `drop \`${written(text, node.span)}\``,
        },
        ...(node.kind === "throttleClause" ? [] : key(text, node.by)),
      ];
    default:
      return [];
  }
}

/** Makes all keys equal. */
function key(
  text: string,
  by: { readonly span: { readonly start: number; readonly end: number } } | undefined,
): readonly Mutation[] {
  const cut = by && removedWithKeyword(text, by.span);
  return cut === undefined
    ? []
    : [{ span: cut, replacements: [cut], says: `drop \`${text.slice(cut.start, cut.end).trim()}\`` }];
}

function changed(text: string, { span }: NumberLiteral, by: number, verb: string): readonly Mutation[] {
  const number = Number(written(text, span).replaceAll("_", ""));
  const other = number + by;
  if (!Number.isInteger(number) || other < 1) return [];
  return [
    { span, replacements: [replaced(span, String(other))], says: `${verb} ${other} in place of ${number}` },
  ];
}

/** Orders: one removed, or two neighbours of a sequence exchanged. */
export function order({ text, node, parents }: Visited): readonly Mutation[] {
  if (node.kind === "afterOption") {
    const options = parents.at(-1);
    const step = parents.at(-2);
    const of = step?.kind === "step" ? ` of \`${step.name.text}\`` : "";
    return node.steps.map((name) => {
      const isOnly = node.steps.length === 1;
      const isAll = isOnly && options?.kind === "options" && options.options.length === 1;
      const whole = isAll ? options : isOnly ? node : name;
      return {
        span: name.span,
        replacements: [removed(text, whole.span)],
        says: `drop the order${of} after \`${name.text}\``,
      };
    });
  }
  if (node.kind !== "sequence") return [];
  const { statements } = node.body;
  return statements.slice(1).flatMap((statement, nth): readonly Mutation[] => {
    const before = statements[nth];
    if (before === undefined) return [];
    const says = `move \`${firstLine(written(text, statement.span))}\` before what precedes it`;
    const replacements = [
      { ...statement.span, text: written(text, before.span) },
      { ...before.span, text: written(text, statement.span) },
    ];
    return [{ span: statement.span, replacements, says }];
  });
}

function firstLine(statement: string): string {
  return statement.split("\n", 1)[0]?.trim() ?? "";
}
