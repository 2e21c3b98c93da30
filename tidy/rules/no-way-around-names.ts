import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

/** `plan`, or `examples/campaign-launch`: what a path may not leave by `../`. */
const package_ = (path: string): string =>
  path
    .split("/")
    .slice(0, path.startsWith("examples/") ? 2 : 1)
    .join("/");

/** These read the tree or start it, and are no package of it. */
const outside = /^(?:tidy|bench|\.ci)\/|^[^/]+$/;

export const noWayAroundNames: Rule = {
  name: "No package reaches into another by a path.",
  find: (tree) =>
    modules(tree)
      .filter(({ path }) => !outside.test(path))
      .flatMap(({ path, imports, at }) =>
        imports
          .filter(({ from }) => from.startsWith("."))
          .filter(({ from }) => package_(posix.join(posix.dirname(path), from)) !== package_(path))
          .map(({ from, at: offset }) => `${at(offset)}: ${from} is in another package; import it by name`),
      ),
  broken: {
    "cli/src/run.ts": 'import { decide } from "../../kernel/src/decide.ts";',
    "runtime/test/run.test.ts": 'import { plan } from "../../plan/src/plan.ts";',
    "examples/one/handlers.ts": 'import { place } from "../two/place.ts";',
  },
  sound: {
    "kernel/test/kernel/decide.test.ts": 'import { decide } from "../../src/kernel/decide.ts";',
    "examples/one/test/handlers.test.ts": 'import { place } from "../place.ts";',
  },
};
