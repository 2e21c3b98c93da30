import { createSourceFile, parse, visit } from "@orchlang/language";

/** What a program is made of, names and numbers apart: two breaches of one shape are most likely one mistake. */
export function shapeOf(text: string): string {
  const kinds: string[] = [];
  visit(parse(createSourceFile("program.orch", text)).file, {
    any: ({ kind }) => {
      kinds.push(kind);
      return undefined;
    },
  });
  return kinds.filter((kind) => !leaves.has(kind)).join(" ");
}

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
]);
