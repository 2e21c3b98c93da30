import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

export const frontDoorsFaceOutward: Rule = {
  name: "No package imports its own front door.",
  find: (tree) =>
    modules(tree, /^[^/]+\/src\//).flatMap(({ path, imports, at }) => {
      const folder = path.split("/")[0];
      return imports
        .filter(({ from }) => {
          const door =
            from.startsWith(".") && posix.join(posix.dirname(path), from) === `${folder}/src/index.ts`;
          return door || from === `@orchlang/${folder}` || from.startsWith(`@orchlang/${folder}/`);
        })
        .map(({ from, at: offset }) => `${at(offset)}: imports ${from}, its own front door`);
    }),
  broken: {
    "plan/src/graph/order.ts": 'import { invariant } from "../index.ts";',
    "runtime/src/drive.ts": 'import type { Store } from "@orchlang/runtime";',
  },
  sound: { "cli/src/run.ts": 'import { open } from "@orchlang/runtime";' },
};
