import type { TextEdit } from "@orchlang/language";
import { type Import, pathText } from "@orchlang/language/ast";
import type { Asked } from "../workspace.ts";

/** The imports of a file by module, their names by name; nothing where they are so, or where a remark stands between. */
export function organisedImports({ document, project }: Asked): readonly TextEdit[] {
  const imports = project.parts(document.path)[0]?.imports ?? [];
  const [first, last] = [imports[0], imports.at(-1)];
  if (first === undefined || last === undefined || imports.some(({ broken }) => broken)) return [];
  const span = { start: first.span.start, end: last.span.end };
  const before = document.text.slice(span.start, span.end);
  if (/\/[/*]/u.test(before)) return [];
  const sorted = imports.toSorted((a, b) => compare(pathText(a.path), pathText(b.path)));
  const newText = sorted.map(textOf).join("\n");
  // Where only the layout differs, that is for who lays out.
  const isSame = newText.replaceAll(/[\s,]+/gu, " ") === before.replaceAll(/[\s,]+/gu, " ");
  return isSame ? [] : [{ file: document.path, span, newText }];
}

function textOf({ path, names }: Import): string {
  const texts = names
    .toSorted((a, b) => compare(a.name.text, b.name.text))
    .map(({ name, alias }) => (alias === undefined ? name.text : `${name.text} as ${alias.text}`));
  return `import ${pathText(path)} { ${texts.join(", ")} }`;
}

/** By their units, as all machines agree on. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
