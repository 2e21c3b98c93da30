import { builtinModules } from "node:module";
import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { dotted, isNode, type Module, modules, type Node } from "../syntax.ts";
import { pure } from "../workspaces.ts";

const builtin = new Set(builtinModules);

export const purePartsKnowNoNode: Rule = {
  name: "No pure part imports anything of Node.",
  find: (tree) =>
    modules(tree, pure).flatMap(({ imports, at }) =>
      imports
        .filter(({ from }) => from.startsWith("node:") || builtin.has(from))
        .map(({ from, at: offset }) => `${at(offset)}: imports ${from}`),
    ),
  broken: {
    "checker/src/1-load/read.ts": 'import { readFileSync } from "node:fs";',
    "language/src/lexer/scan.ts": 'export { inspect } from "util";',
    "kernel/src/decide.ts": 'const { createHash } = await import("node:crypto");',
  },
  sound: {
    "runtime/src/journal/store.ts": 'import { DatabaseSync } from "node:sqlite";',
    "language/src/lexer/line.ts": 'import { Lexer } from "chevrotain";',
  },
};

export const purePartsKnowNoClock: Rule = {
  name: "No pure part reads a clock, waits for one, or draws by chance.",
  find: (tree) => modules(tree, pure).flatMap(clockAndChance),
  broken: {
    "compiler/src/a.ts": "export const at = Date.now();",
    "language/src/b.ts": "export const at = new Date();",
    "plan/src/c.ts": "export const n = Math.random();",
    "kernel/src/d.ts": "setTimeout(() => undefined, 5);",
    "plan/src/e.ts": "export const id = globalThis.crypto.randomUUID();",
  },
  sound: { "plan/src/quantity/instant.ts": "export const day = (ms: number) => new Date(ms).toISOString();" },
};

const changes = /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill)$/;

/** The variables of a module itself. */
function own({ body }: Module): readonly Node[] {
  return body.flatMap((statement): readonly Node[] => {
    const declaration = isNode(statement.declaration) ? statement.declaration : statement;
    return declaration.type === "VariableDeclaration" && declaration.declare !== true ? [declaration] : [];
  });
}

/** Those that can be set anew, and those on which something is called that changes them. */
function kept(module: Module): readonly Node[] {
  const changed = new Set(
    module.nodes("CallExpression").flatMap(({ callee }) => {
      if (!isNode(callee) || !isNode(callee.property) || !isNode(callee.object)) return [];
      return changes.test(String(callee.property.name)) ? [String(callee.object.name)] : [];
    }),
  );
  return own(module).flatMap((declaration) => {
    if (declaration.kind !== "const") return [declaration];
    return (declaration.declarations as readonly Node[]).filter(({ id, init }) => {
      const weak = isNode(init) && isNode(init.callee) && /^Weak(?:Map|Set)$/.test(String(init.callee.name));
      return isNode(id) && changed.has(String(id.name)) && !weak;
    });
  });
}

export const purePartsKeepNothing: Rule = {
  name: "No pure part keeps state between calls.",
  find: (tree) =>
    modules(tree, pure).flatMap((module) =>
      kept(module).map(({ start }) => `${module.at(start)}: a module's own state`),
    ),
  broken: {
    "compiler/src/a.ts": "let count = 0;\nexport const next = () => ++count;",
    "plan/src/b.ts":
      "const seen = new Map<string, number>();\nexport const see = (x: string) => seen.set(x, 1);",
    "language/src/c.ts":
      "export const found: string[] = [];\nexport const find = (x: string) => found.push(x);",
  },
  sound: {
    "plan/src/d.ts":
      'export const names = new Map([["a", 1]]);\nexport const none: ReadonlySet<string> = new Set();',
    "plan/src/e.ts":
      "const made = new WeakMap<object, number>();\nexport const make = (x: object) => made.set(x, 1);",
  },
};

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

export const kernelPromisesNothing: Rule = {
  name: "The kernel holds no promise.",
  find: (tree) =>
    modules(tree, /^kernel\/src\//).flatMap(({ nodes, at }) => [
      ...nodes("AwaitExpression").map(({ start }) => `${at(start)}: awaits`),
      ...nodes("FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
        .filter((node) => node.async === true)
        .map(({ start }) => `${at(start)}: is async`),
      ...nodes("Identifier")
        .filter((node) => node.name === "Promise")
        .map(({ start }) => `${at(start)}: speaks of Promise`),
    ]),
  broken: {
    "kernel/src/a.ts": "export const later = async () => 1;",
    "kernel/src/b.ts": "export type Later = Promise<number>;",
    "kernel/src/c.ts": "export const x = await import('./a.ts');",
  },
  sound: { "runtime/src/drive.ts": "export const later = async () => 1;" },
};

/** Where the runtime may see the real world, each with its reason. */
const windows: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /^runtime\/src\/world\/node\.ts$/, because: "it is the real world's port" },
];

export const oneClock: Rule = {
  name: "Only runtime/src/world/node.ts sees the clock and chance.",
  find: (tree) =>
    modules(tree, /^(?:runtime|simulator)\/src\//)
      .filter(({ path }) => !windows.some((window) => window.path.test(path)))
      .flatMap(clockAndChance),
  broken: {
    "runtime/src/journal/append.ts": "export const at = () => Date.now();",
    "runtime/src/drive.ts": 'import { setTimeout } from "node:timers/promises";',
  },
  sound: { "runtime/src/world/node.ts": "export const at = () => Date.now();" },
};

export const oneWayOut: Rule = {
  name: "Only cli/src/terminal writes to a standard stream.",
  find: (tree) =>
    modules(tree, /^cli\/src\/(?!terminal\/|dev\.ts)/).flatMap(({ nodes, at }) =>
      nodes("MemberExpression").flatMap((node) => {
        const name = dotted(node);
        return name !== undefined && /^(?:process\.std(?:out|err)|console\.\w+)$/.test(name)
          ? [`${at(node.start)}: uses ${name}`]
          : [];
      }),
    ),
  broken: {
    "cli/src/commands/a.ts": 'process.stdout.write("a");',
    "cli/src/render/b.ts": 'console.log("b");',
    "cli/src/c.ts": "export const stream = process.stderr;",
  },
  sound: { "cli/src/terminal/terminal.ts": 'process.stdout.write("a");' },
};

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

const calls =
  /^(?:(?:globalThis\.)?(?:Date\.now|Math\.random|performance\.\w+|crypto\.(?:randomUUID|getRandomValues)|setTimeout|setInterval|Temporal\.Now\.\w+)|process\.(?:hrtime|uptime|nextTick)(?:\.\w+)?)$/;

/** Every place of a module that reads the clock, waits for it, or draws by chance. */
function clockAndChance({ nodes, at }: Module): readonly string[] {
  const called = nodes("CallExpression").flatMap(({ callee, start }) => {
    const name = dotted(callee);
    return name !== undefined && calls.test(name) ? [`${at(start)}: calls ${name}`] : [];
  });
  const made = nodes("NewExpression", "CallExpression")
    .filter(({ type, callee, arguments: given }) => {
      const bare = Array.isArray(given) && given.length === 0;
      return isNode(callee) && callee.name === "Date" && (bare || type === "CallExpression");
    })
    .map(({ start }) => `${at(start)}: takes the present Date`);
  const imported = nodes("ImportDeclaration").flatMap(({ source, start }) => {
    const from = isNode(source) ? String(source.value) : "";
    return /^(?:node:)?(?:timers(?:\/promises)?|perf_hooks)$/.test(from)
      ? [`${at(start)}: imports ${from}`]
      : [];
  });
  return [...called, ...made, ...imported];
}
