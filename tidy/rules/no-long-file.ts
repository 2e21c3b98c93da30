import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

const longest = 600;

/** Lists of cases are as long as there are cases. */
const isCases = (path: string): boolean => path.includes("/test/");

/** Pure tables: rows, no decisions. */
const tables: readonly { readonly path: string; readonly because: string }[] = [
  { path: "console/src/server/api.generated.ts", because: "a test makes it from the OpenAPI document" },
];

export const noLongFile: Rule = {
  name: "No file is longer than 600 lines, pure tables apart.",
  find: (tree) =>
    modules(tree)
      .filter(({ path }) => !isCases(path) && !tables.some((table) => table.path === path))
      .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > longest)
      .map(({ path, lines }) => `${path}: ${lines} lines`),
  broken: { "cli/src/a.ts": "\n".repeat(601) },
  sound: { "cli/src/b.ts": "\n".repeat(600) },
};
