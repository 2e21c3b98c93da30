import type { ParseResult } from "@orchlang/language";
import { pathText } from "@orchlang/language/ast";
import { changed, type Edited } from "./change.ts";
import { behind } from "./places.ts";

/** Imports a name, unless it is; beside other names of its module, if some are imported. */
export function importName(
  parsed: ParseResult,
  { module, name }: { readonly module: string; readonly name: string },
): Edited {
  const { imports, module: header } = parsed.file;
  const own = imports.find(({ path }) => pathText(path) === module);
  if (own?.names.some((one) => one.name.text === name && one.alias === undefined) === true)
    return changed(parsed, []);
  const last = own?.names.at(-1);
  if (last !== undefined) return changed(parsed, [insert(last.span.end, `, ${name}`)]);
  const above = imports.at(-1) ?? header;
  return changed(parsed, [
    insert(above === undefined ? 0 : behind(parsed, above.span.end), `\nimport ${module} { ${name} }\n`),
  ]);
}

const insert = (at: number, newText: string) => ({ span: { start: at, end: at }, newText });
