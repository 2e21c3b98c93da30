import { removed, removedWithKeyword, written } from "./cut.ts";
import type { Mutation, Visited } from "./mutant.ts";

/** Compensation after a failure: removed. */
export function compensation({ text, node, parents }: Visited): readonly Mutation[] {
  switch (node.kind) {
    case "undoClause":
    case "confirmClause":
    case "undoOption": {
      const options = parents.at(-1);
      const whole = options?.kind === "options" && options.options.length === 1 ? options : node;
      return [
        {
          span: node.span,
          replacements: [removed(text, whole.span)],
          says: `drop \`${written(text, node.span)}\``,
        },
      ];
    }
    case "handler": {
      const says =
        node.condition === undefined
          ? "drop the error handler"
          : `drop the handler of \`${written(text, node.condition.span)}\``;
      return [{ span: node.span, replacements: [removed(text, node.span)], says }];
    }
    case "planDeclaration": {
      const cut = node.finally && removedWithKeyword(text, node.finally.span);
      return cut === undefined
        ? []
        : [{ span: cut, replacements: [cut], says: `drop \`finally\` of \`${node.name.text}\`` }];
    }
    default:
      return [];
  }
}
