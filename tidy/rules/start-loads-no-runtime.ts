import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";

/** What a module imports as it is loaded: no types, and nothing that is imported when it is needed. */
function loaded({ nodes }: Module): readonly { readonly from: string; readonly at: number }[] {
  return nodes("ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration").flatMap((node) => {
    const specifiers = (node.specifiers ?? []) as readonly Node[];
    const kinds = specifiers.map(({ importKind, exportKind }) => importKind ?? exportKind);
    const isType = [node.importKind, node.exportKind].includes("type");
    const onlyTypes = kinds.length > 0 && kinds.every((kind) => kind === "type");
    if (!isNode(node.source) || isType || onlyTypes) return [];
    return [{ from: String(node.source.value), at: node.start }];
  });
}

const heavy = /^(?:@(?:orchlang\/(?:runtime|simulator|lsp)|modelcontextprotocol\/sdk)(?:\/.*)?|pino)$/;

export const startLoadsNoRuntime: Rule = {
  name: "No command loads what runs plans before it needs it.",
  find: (tree) => {
    const byPath = new Map(modules(tree, /^cli\/src\//).map((module) => [module.path, module]));
    return follow(new Set(["cli/src/main.ts"]), byPath);
  },
  broken: { "cli/src/up.ts": 'import { type A, open } from "@orchlang/runtime";' },
  sound: {
    "cli/src/main.ts": 'import { up } from "./up.ts";\nimport { run } from "./run.ts";',
    "cli/src/run.ts":
      'import type { Run } from "@orchlang/runtime";\nconst begin = () => import("./begin.ts");',
    "cli/src/begin.ts": 'import { begin } from "@orchlang/runtime";',
  },
};

/** Adds to `reached` whatever its modules load; a set gives out what is added while it is gone through. */
function follow(reached: Set<string>, byPath: ReadonlyMap<string, Module>): readonly string[] {
  const found: string[] = [];
  for (const path of reached) {
    const module = byPath.get(path);
    if (module === undefined) continue;
    for (const { from, at } of loaded(module)) {
      if (heavy.test(from)) found.push(`${module.at(at)}: ${from} is loaded with every command`);
      if (from.startsWith(".")) reached.add(posix.join(posix.dirname(path), from));
    }
  }
  return found;
}
