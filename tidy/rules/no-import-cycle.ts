import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

/** Packages without cycles. A package is added once it has none. */
const held = /^(?:language|compiler|presentation|editing|stdlib|lsp)\/src\//;

export const noImportCycle: Rule = {
  name: "No import cycle, not even of types, in language, compiler, presentation, editing, stdlib and lsp.",
  find: (tree) => {
    const imports = new Map(
      modules(tree, held).map(({ path, imports }) => [
        path,
        imports
          .filter(({ from }) => from.startsWith("."))
          .map(({ from }) => posix.join(posix.dirname(path), from)),
      ]),
    );
    return [...imports.keys()]
      .filter((path) => reachable(path, imports).has(path))
      .map((path) => `${path}: imports itself through other files`);
  },
  broken: {
    "language/src/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;',
    "language/src/b.ts": 'import { c } from "./c.ts";\nexport type B = typeof c;',
    "language/src/c.ts": 'export { A } from "./a.ts";\nexport const c = 1;',
  },
  sound: { "language/src/d.ts": 'import type { A } from "./a.ts";\nexport type D = A;' },
};

function reachable(from: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(imports.get(from) ?? [])];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    open.push(...(imports.get(path) ?? []));
  }
  return found;
}
