import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

const phaseOf = (path: string): number => Number(/^checker\/src\/(\d)-/.exec(path)?.[1] ?? 0);

export const noPhaseLooksAhead: Rule = {
  name: "No phase of the compiler imports a later one.",
  find: (tree) =>
    modules(tree, /^checker\/src\/\d-/).flatMap(({ path, imports, at }) =>
      imports
        .filter(({ from }) => from.startsWith("."))
        .filter(({ from }) => phaseOf(posix.join(posix.dirname(path), from)) > phaseOf(path))
        .map(({ from, at: offset }) => `${at(offset)}: imports ${from}`),
    ),
  broken: { "checker/src/2-resolve/names.ts": 'import type { Type } from "../3-check/type.ts";' },
  sound: { "analysis/src/bounds.ts": 'import type { Type } from "../3-check/type.ts";' },
};
