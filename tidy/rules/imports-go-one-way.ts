import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";
import { manifests, mayImport } from "../workspaces.ts";

const scope = "@orchlang/";

/** The folder of the workspaces that a path is in. */
const home = (path: string): string =>
  Object.keys(mayImport).find((folder) => path.startsWith(`${folder}/`)) ?? path.split("/")[0] ?? "";

export const importsGoOneWay: Rule = {
  name: "No package imports another that the table does not give it.",
  find: (tree) => {
    const own = modules(tree, /^[^/]+\/src\/|^examples\/[^/]+\/[^/]+$/);
    const written = own.flatMap(({ path, imports, at }) =>
      imports
        .filter(({ from }) => from.startsWith(scope))
        .map(({ from, at: offset }) => ({
          folder: home(path),
          to: from.slice(scope.length),
          where: at(offset),
        })),
    );
    const declared = manifests(tree).flatMap(({ path, folder, json }) =>
      Object.keys(json.dependencies ?? {})
        .filter((name) => name.startsWith(scope))
        .map((name) => ({ folder, to: name.slice(scope.length), where: path })),
    );
    return [...written, ...declared]
      .map(({ folder, to, where }) => ({ folder, to: to.split("/")[0] ?? "", where }))
      .filter(({ folder, to }) => mayImport[folder]?.includes(to) !== true)
      .map(({ folder, to, where }) => `${where}: ${folder} may not know ${to}`);
  },
  broken: {
    "runtime/src/drive.ts": 'import { compile } from "@orchlang/compiler";',
    "plan/src/read.ts": 'import type { File } from "@orchlang/language/ast";',
    "language/package.json": '{ "dependencies": { "@orchlang/plan": "0.1.0" } }',
    "examples/campaign-launch/handlers.ts": 'export { parse } from "@orchlang/language";',
    "elsewhere/src/a.ts": 'await import("@orchlang/plan");',
  },
  sound: {
    "runtime/src/decide.ts": 'import { evaluate } from "@orchlang/plan";',
    "examples/campaign-launch/place.ts": 'import type { HandlerContext } from "@orchlang/runtime/handler";',
    "runtime/test/decide.test.ts": 'import { compile } from "@orchlang/compiler";',
  },
};
