import type { NumberLiteral } from "@orchlang/language/ast";
import { removed, removedWithKeyword, replaced, written } from "./cut.ts";
import type { Mutation, Visited } from "./mutant.ts";

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
