import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";
import type { Tree } from "../tree.ts";

/** A definition as `path name`, which is how a catalogue's imports name it too. */
function definitions({
  nodes,
  path,
  at,
}: Module): readonly { readonly id: string; readonly where: string }[] {
  return nodes("VariableDeclarator")
    .filter(({ init }) => isNode(init) && isNode(init.callee) && init.callee.name === "defineDiagnostic")
    .map(({ id, start }) => ({ id: `${path} ${isNode(id) ? id.name : ""}`, where: at(start) }));
}

/** What the catalogues import: `path name`, or `path *` of a file that is taken whole. */
function catalogued(tree: Tree): ReadonlySet<string> {
  const imports = modules(tree, /\/src\/(?:.*\/)?catalogue\.ts$/).flatMap(({ path, nodes }) =>
    nodes("ImportDeclaration").flatMap(({ source, specifiers }) => {
      const from = posix.join(posix.dirname(path), String(isNode(source) && source.value));
      return (specifiers as readonly Node[]).map(
        ({ imported }) => `${from} ${isNode(imported) ? imported.name : "*"}`,
      );
    }),
  );
  return new Set(imports);
}

export const diagnosticsAreCatalogued: Rule = {
  name: "No diagnostic is missing from the catalogues.",
  find: (tree) => {
    const known = catalogued(tree);
    return modules(tree, /^[^/]+\/src\//)
      .flatMap((module) => definitions(module).map((one) => ({ ...one, file: `${module.path} *` })))
      .filter(({ id, file }) => !known.has(id) && !known.has(file))
      .map(({ where }) => `${where}: no catalogue.ts imports it`);
  },
  broken: {
    "compiler/src/a.ts": 'export const a = defineDiagnostic({ code: "ORCH1001" });',
    "compiler/src/b.ts": 'export const b = defineDiagnostic<{ a: 1 }>({ code: "ORCH1002" });',
  },
  sound: {
    "compiler/src/catalogue.ts": 'import * as load from "./load/c.ts";\nimport { d } from "./d.ts";',
    "compiler/src/load/c.ts": 'export const c = defineDiagnostic({ code: "ORCH1003" });',
    "compiler/src/d.ts": 'export const d = defineDiagnostic({ code: "ORCH1004" });',
  },
};
