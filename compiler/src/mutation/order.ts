import { removed, written } from "./cut.ts";
import type { Mutation, Visited } from "./mutant.ts";

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
