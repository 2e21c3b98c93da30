import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

/** What the kernel stands on, beside itself: limits are constants, the other two are pure. */
const ground = new Set(["@orchlang/plan", "immutable"]);

const named = (path: string, from: string): string =>
  from.startsWith(".") ? posix.join(posix.dirname(path), from) : from;

export const kernelImportsLittle: Rule = {
  name: "The kernel imports nothing but itself, its limits, the plan and immutable maps.",
  find: (tree) =>
    modules(tree, /^kernel\/src\//).flatMap(({ path, imports, at }) =>
      imports
        .map(({ from, at: offset }) => ({ to: named(path, from), where: at(offset) }))
        .filter(
          ({ to }) => !ground.has(to) && !to.startsWith("@orchlang/plan/") && !to.startsWith("kernel/src/"),
        )
        .map(({ to, where }) => `${where}: imports ${to}`),
    ),
  broken: {
    "kernel/src/run/decide.ts": 'import type { Store } from "../../journal/store.ts";',
    "kernel/src/run/schema.ts": 'import { Ajv } from "ajv";',
  },
  sound: {
    "kernel/src/run/state.ts":
      'import { Map } from "immutable";\nimport { limits } from "../limits.ts";\nimport type { Key } from "../identity.ts";',
  },
};
