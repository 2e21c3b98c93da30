import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { dotted, isNode, type Module, modules, type Node } from "../syntax.ts";
import { matching, type Tree } from "../tree.ts";
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

const namesMax = 60;

/** A syntax tree has a name for each kind of node. */
const larger: ReadonlySet<string> = new Set(["language/src/ast.ts"]);

/** The files that packages offer by name; what is for tests apart. */
function frontDoors(tree: Tree): ReadonlySet<string> {
  return new Set(
    manifests(tree).flatMap(({ folder, json }) =>
      Object.entries(json.exports ?? {}).flatMap(([name, to]) => {
        const source = typeof to === "string" ? undefined : to["orch-source"];
        return source === undefined || name.startsWith("./testing") ? [] : [posix.join(folder, source)];
      }),
    ),
  );
}

export const frontDoorsAreSmall: Rule = {
  name: "No front door offers more than 60 names, or a file as a whole; the syntax tree apart.",
  find: (tree) => {
    const doors = frontDoors(tree);
    return modules(tree, /^[^/]+\/src\/[^/]+\.ts$/)
      .filter(({ path }) => doors.has(path) && !larger.has(path))
      .flatMap(({ path, body, at }) => {
        const names = body.flatMap(({ specifiers }) => (specifiers as unknown[] | undefined) ?? []).length;
        const wholes = body.filter(({ type }) => type === "ExportAllDeclaration");
        return [
          ...(names > namesMax ? [`${path}: offers ${names} names`] : []),
          ...wholes.map(({ start }) => `${at(start)}: offers a file as a whole`),
        ];
      });
  },
  broken: {
    "plan/src/json.ts": `export { ${Array.from({ length: 61 }, (_, index) => `a${index}`).join(", ")} } from "./a.ts";`,
    "plan/src/all.ts": 'export * from "./a.ts";',
  },
  sound: {
    "plan/package.json":
      '{ "exports": { "./json": { "orch-source": "./src/json.ts" }, "./all": { "orch-source": "./src/all.ts" } } }',
    "kernel/src/run.ts": `export { ${Array.from({ length: 61 }, (_, index) => `a${index}`).join(", ")} } from "./a.ts";`,
  },
};

export const frontDoorsTakeFewArguments: Rule = {
  name: "No function of a front door takes more than three arguments and an object of options.",
  find: (tree) => {
    const files = new Map(modules(tree, /^[^/]+\/src\//).map((module) => [module.path, module]));
    return [...frontDoors(tree)].flatMap((door) =>
      (files.get(door)?.body ?? []).flatMap(({ source, specifiers }) => {
        const from = (source as { readonly value: string } | null | undefined)?.value;
        const file = from === undefined ? undefined : files.get(posix.join(posix.dirname(door), from));
        const names = ((specifiers ?? []) as Specifier[]).map(({ local }) => local.name);
        return (file?.body ?? [])
          .map(({ declaration }) => declaration as Node | null | undefined)
          .filter((one): one is FunctionNode => one?.type === "FunctionDeclaration")
          .filter(({ id, params }) => names.includes(id.name) && params.filter(isPositional).length > 3)
          .map(({ id, start }) => `${file?.at(start)}: ${id.name} takes more than three arguments`);
      }),
    );
  },
  broken: {
    "plan/src/four.ts": "export function four(a: A, b: B, c: C, d: D): void {}",
    "plan/src/last.ts": "export function last(a: A, b: B, c: C, d?: string): void {}",
  },
  sound: {
    "plan/package.json": '{ "exports": { "./numbers": { "orch-source": "./src/numbers.ts" } } }',
    "plan/src/numbers.ts":
      'export { four } from "./four.ts";\nexport { last } from "./last.ts";\nexport { own, three } from "./three.ts";',
    "plan/src/three.ts":
      "export function own(a: A, b: B, c: C, { d }: D = {}): void {}\nexport function three(a: A, b: B, c: C, options?: AllOptions): void {}\nexport function inner(a: A, b: B, c: C, d: D): void {}",
  },
};

interface Specifier {
  readonly local: { readonly name: string };
}

interface FunctionNode extends Node {
  readonly id: { readonly name: string };
  readonly params: readonly Node[];
}

/** Options are taken apart where they are taken in, or named so. */
function isPositional({ type, left, name }: Node): boolean {
  const taken = type === "AssignmentPattern" ? (left as Node) : { type, name };
  return taken.type !== "ObjectPattern" && taken.name !== "options";
}

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

export const noImportCycle: Rule = {
  name: "No import cycle, not even of types.",
  find: (tree) => {
    const imports = new Map(
      modules(tree, /^[^/]+\/src\//).map(({ path, imports }) => [
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

/** The bench has packages of its own, which are not always there: no compiler reads it with the rest. */
export const benchFindsWhatItImports: Rule = {
  name: "The bench imports nothing that is not exported.",
  find: (tree) => {
    const exported = new Map(modules(tree).map((module) => [module.path, exportedFrom(module)]));
    return modules(tree, /^bench\//).flatMap(({ nodes, path, at }) =>
      nodes("ImportDeclaration").flatMap(({ source, specifiers, start }) => {
        const from = isNode(source) ? String(source.value) : "";
        if (!from.startsWith(".")) return [];
        const target = posix.join(posix.dirname(path), from);
        if (target.startsWith("node_modules/")) return [];
        const known = exported.get(target);
        if (known === undefined) return [`${at(start)}: ${target} is missing`];
        const names = (specifiers as readonly Node[]).map(({ imported }) => dotted(imported) ?? "");
        return names
          .filter((name) => name !== "" && !known.has(name))
          .map((name) => `${at(start)}: ${target} exports no ${name}`);
      }),
    );
  },
  broken: { "bench/topics/one.ts": 'import { gone } from "./two.ts";' },
  sound: {
    "bench/topics/two.ts": 'import type { Three } from "./three.ts";',
    "bench/topics/three.ts": "export type Three = 3;",
  },
};

function exportedFrom({ nodes }: Module): ReadonlySet<string> {
  const names = nodes("ExportNamedDeclaration").flatMap(({ declaration, specifiers }) => {
    if (!isNode(declaration)) return (specifiers as readonly Node[]).map(({ exported }) => dotted(exported));
    const declared = Array.isArray(declaration.declarations)
      ? (declaration.declarations as Node[])
      : [declaration];
    return declared.map(({ id }) => dotted(id));
  });
  return new Set(names.flatMap((name) => name ?? []));
}

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
