import { createSourceFile, parse } from "@orchlang/language";
import { type Node, visit } from "@orchlang/language/ast";

/** The shape of a program: its structure without names, numbers and the order of declarations. Two breaches of one shape are most likely one mistake. */
export function shapeOf(text: string): string {
  const { declarations } = parse(createSourceFile("program.orch", text)).file;
  return declarations.map(kindsIn).sort().join("\n");
}

function kindsIn(declaration: Node): string {
  const kinds: string[] = [];
  visit(declaration, {
    any: ({ kind }) => {
      if (!leaves.has(kind)) kinds.push(kind);
      return undefined;
    },
  });
  return kinds.join(" ");
}

/** Values of any kind, and what only models have to have. */
const leaves: ReadonlySet<string> = new Set([
  "name",
  "path",
  "number",
  "string",
  "text",
  "reference",
  "boolean",
  "none",
  "quantity",
  "money",
  "ratio",
  "promptClause",
  "roleClause",
]);
