import { builtinModules } from "node:module";
import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";
import { pure } from "../workspaces.ts";

const builtin = new Set(builtinModules);

export const purePartsKnowNoNode: Rule = {
  name: "No pure part imports anything of Node.",
  find: (tree) =>
    modules(tree, pure).flatMap(({ imports, at }) =>
      imports
        .filter(({ from }) => from.startsWith("node:") || builtin.has(from))
        .map(({ from, at: offset }) => `${at(offset)}: imports ${from}`),
    ),
  broken: {
    "checker/src/1-load/read.ts": 'import { readFileSync } from "node:fs";',
    "language/src/lexer/scan.ts": 'export { inspect } from "util";',
    "kernel/src/decide.ts": 'const { createHash } = await import("node:crypto");',
  },
  sound: {
    "runtime/src/journal/store.ts": 'import { DatabaseSync } from "node:sqlite";',
    "language/src/lexer/line.ts": 'import { Lexer } from "chevrotain";',
  },
};
