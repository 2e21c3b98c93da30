import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

/** A file beside the module that names it: `new URL("./worker.ts", import.meta.url)`. */
const entry = /new URL\(\s*"(?<to>\.{1,2}\/[^"]+\.(?:ts|mts))",\s*import\.meta\.url/g;

/** Threads and processes start at files that no import names, so that neither compiler nor linter misses them. */
export const entryFilesExist: Rule = {
  name: "No URL relative to a module leads to a source file that is missing.",
  find: (tree) =>
    matching(tree, /^(?!tidy\/rules\/).*\.(?:ts|mts|mjs)$/).flatMap(([path, text]) =>
      [...text.matchAll(entry)].flatMap(({ groups: { to = "" } = {} }) => {
        const target = posix.join(posix.dirname(path), to);
        return tree.files.has(target) ? [] : [`${path}: ${target} is missing`];
      }),
    ),
  broken: { "trial/src/pool.ts": 'const part = new URL("./part.ts", import.meta.url);' },
  sound: {
    "cli/src/pool.ts": 'const part = new URL("./part.ts", import.meta.url);',
    "cli/src/part.ts": "export default () => 1;",
  },
};
