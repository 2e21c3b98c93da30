import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

export const frontDoorsOnlyName: Rule = {
  name: "No index.ts does anything but re-export, and a package has one.",
  find: (tree) =>
    modules(tree, /\/src\/(?:.*\/)?index\.ts$/).flatMap(({ path, body, at }) => [
      ...body
        .filter(({ type, source, declaration, specifiers }) => {
          const only = type === "ExportNamedDeclaration" && declaration == null;
          return !only || (source == null && (specifiers as unknown[]).length > 0);
        })
        .map(({ start }) => `${at(start)}: not a list of names from a file`),
      ...(/^[^/]+\/src\/index\.ts$/.test(path) ? [] : [`${path}: a second front door`]),
    ]),
  broken: {
    "plan/src/index.ts": 'export * from "./plan.ts";',
    "cli/src/index.ts": "export const main = () => 0;",
    "runtime/src/index.ts": 'import { a } from "./a.ts";\nexport { a };',
    "kernel/src/run/index.ts": 'export { decide } from "./decide.ts";',
  },
  sound: {
    "language/src/index.ts":
      'export { parse } from "./parse.ts";\nexport type { File } from "./ast/file.ts";\nexport {};',
  },
};
