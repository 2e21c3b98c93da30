import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";
import { matching } from "../tree.ts";
import { pure } from "../workspaces.ts";

export const nothingIsAny: Rule = {
  name: "No `any`, and no comment that silences the type checker.",
  find: (tree) =>
    modules(tree).flatMap(({ nodes, comments, at }) => [
      ...nodes("TSAnyKeyword").map(({ start }) => `${at(start)}: any`),
      ...comments
        .filter(({ value }) => /@ts-(?:ignore|nocheck|expect-error)/.test(value))
        .map(({ value, start }) => `${at(start)}:${value}`),
    ]),
  broken: {
    "plan/src/a.ts": "export const a = (x: unknown) => x as any;",
    "plan/test/b.test.ts": "// @ts-expect-error wrong on purpose\nexport const b: number = '';",
  },
  sound: { "plan/src/c.ts": '/** Takes any of them. */\nexport const any = "any";' },
};

/**
 * TypeScript asks for every member of a union where a switch ends a function that returns something
 * (`noImplicitReturns`). Anywhere else a member without a case compiles, so that a new kind of option would be parsed
 * and then forgotten. There a `default` says which is meant: `option satisfies never` (none is left) or a plain `return`
 * (nothing to do).
 */
export const noCaseIsDropped: Rule = {
  name: "No switch leaves out a case silently.",
  find: (tree) =>
    modules(tree, /\/src\//).flatMap((module) => {
      const checked = new Set(module.nodes(...functions).flatMap(lastOf(module)));
      const values = module.nodes("ReturnStatement").filter(({ argument }) => isNode(argument));
      const returns = (node: Node) => values.some(({ start }) => node.start < start && start < node.end);
      return module
        .nodes("SwitchStatement")
        .filter((node) => !(checked.has(node) && returns(node)) && !hasDefault(node))
        .map(({ start }) => `${module.at(start)}: no default: \`satisfies never\`, or what else happens`);
    }),
  broken: {
    "plan/src/a.ts": "function a(x: A): void { switch (x.kind) { case 1: go(); } }",
    "plan/src/b.ts": "function b(x: A): number { switch (x.kind) { case 1: go(); } return 1; }",
    "plan/src/c.ts": "const c = (x: A) => { switch (x.kind) { case 1: go(); } };",
  },
  sound: {
    "plan/src/f.ts": "const f = (x: A) => { switch (x.kind) { case 1: return 1; } };",
    "plan/src/d.ts": "function d(x: A): number { switch (x.kind) { case 1: return 1; case 2: return 2; } }",
    "plan/src/e.ts":
      "function e(x: A): void { switch (x.kind) { case 1: return go(); default: x satisfies never; } }",
  },
};

const functions = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

/** The last statement of a function that isn't declared to return `void`. */
function lastOf({ text }: Module): (node: Node) => readonly unknown[] {
  return ({ returnType, body }) => {
    if (!isNode(body) || !Array.isArray(body.body)) return [];
    const isVoid = isNode(returnType) && /\bvoid\b/u.test(text.slice(returnType.start, returnType.end));
    return isVoid ? [] : body.body.slice(-1);
  };
}

function hasDefault({ cases }: Node): boolean {
  return (cases as readonly Node[]).some(({ test }) => test === null);
}

export const noEmptyCatch: Rule = {
  name: "No error is caught and dropped.",
  find: (tree) =>
    modules(tree).flatMap(({ nodes, at }) => [
      ...nodes("CatchClause")
        .filter(({ body }) => isNode(body) && (body.body as unknown[]).length === 0)
        .map(({ start }) => `${at(start)}: an empty catch`),
      ...nodes("CallExpression")
        .filter(({ callee, arguments: given }) => dropsRejection(callee, given))
        .map(({ start }) => `${at(start)}: a rejection is dropped`),
    ]),
  broken: {
    "cli/src/a.ts": "try { open(); } catch { /* nothing to do */ }",
    "cli/src/b.ts": "later().catch(() => {});",
  },
  sound: { "cli/src/c.ts": "try { open(); } catch { close(); }\nlater().catch((error) => tell(error));" },
};

/** `.catch(() => {})` */
function dropsRejection(callee: unknown, given: unknown): boolean {
  if (!isNode(callee) || !isNode(callee.property) || callee.property.name !== "catch") return false;
  const [handler] = Array.isArray(given) ? given : [];
  if (!isNode(handler) || !isNode(handler.body)) return false;
  return handler.body.type === "BlockStatement" && (handler.body.body as unknown[]).length === 0;
}

/*
 * V8 gives each object made by such a literal a hidden class of its own, which keeps the getter, and all that it knows,
 * until the next full collection: of an editor's questions that was a third of all that they had made.
 */

/** Made once for each program that is opened. */
const once = /^compiler\/src\/(?:session\/|compile\.ts$)/;

const isGetter = ({ kind, type }: Node): boolean => type === "Property" && kind === "get";

export const noGetterInALiteral: Rule = {
  name: "No object literal of a pure part has a getter.",
  find: (tree) =>
    modules(tree, pure)
      .filter(({ path }) => !once.test(path))
      .flatMap(({ at, nodes }) =>
        nodes("Property")
          .filter(isGetter)
          .map(({ start }) => `${at(start)}: a getter in an object literal`),
      ),
  broken: {
    "language/src/a.ts": "export const made = (text: string) => ({ get lines() { return text.length; } });",
  },
  sound: {
    "plan/src/b.ts": "export class Text { readonly #text = ''; get lines() { return this.#text.length; } }",
    "compiler/src/session/c.ts": "export const program = { get rules() { return []; } };",
    "compiler/src/d.ts": "export const made = { get: (name: string) => name, lines() { return 1; } };",
  },
};

const longest = 600;

/** Lists of cases are as long as there are cases. */
const isCases = (path: string): boolean => path.includes("/test/");

/** Pure tables: rows, no decisions. */
const tables: readonly { readonly path: string; readonly because: string }[] = [
  { path: "console/src/server/api.generated.ts", because: "a test makes it from the OpenAPI document" },
];

export const noLongFile: Rule = {
  name: "No file is longer than 600 lines, pure tables apart.",
  find: (tree) =>
    modules(tree)
      .filter(({ path }) => !isCases(path) && !tables.some((table) => table.path === path))
      .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > longest)
      .map(({ path, lines }) => `${path}: ${lines} lines`),
  broken: { "cli/src/a.ts": "\n".repeat(601) },
  sound: { "cli/src/b.ts": "\n".repeat(600) },
};

const longestFunction = 80;
const kinds = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

/** A suite of tests is a function only in form. */
const suites = /(?:^|\/)(?:test|tidy)\/.*\.ts$|\.test\.ts$/;

export const noLongFunction: Rule = {
  name: "No function is longer than 80 lines.",
  find: (tree) =>
    modules(tree)
      .filter(({ path }) => !suites.test(path))
      .flatMap(({ text, nodes, at }) =>
        nodes(...kinds)
          .filter(({ body, start, end }) => isNode(body) && end - start > longestFunction)
          .map(({ start, end }) => ({ start, lines: text.slice(start, end).split("\n").length }))
          .filter(({ lines }) => lines > longestFunction)
          .map(({ start, lines }) => `${at(start)}: ${lines} lines`),
      ),
  broken: {
    "cli/src/a.ts": `export function a() {${"\n".repeat(80)}}`,
    "cli/src/b.ts": `export class B { run() {${"\n".repeat(80)}} }`,
  },
  sound: {
    "cli/src/c.ts": `export const c = () => {${"\n".repeat(79)}};`,
    "cli/test/d.test.ts": `describe("d", () => {${"\n".repeat(90)}});`,
  },
};

const empty = /(?:^|[-._/])(?:utils?|utilities|helpers?|managers?|common|misc|stuff)(?=[-._/])/i;

export const namesSaySomething: Rule = {
  name: "No file or folder is called utils, helpers, manager, common or misc.",
  find: (tree) => matching(tree, empty).map(([path]) => `${path}: name the idea`),
  broken: {
    "cli/src/utils.ts": "",
    "runtime/src/worker-manager.ts": "",
    "plan/src/common/order.ts": "",
    "plan/test/helper.ts": "",
  },
  sound: { "plan/src/utility-bill.ts": "", "language/src/uncommon.ts": "" },
};

/** Packages whose exported names are unique. A package is added once its names are. */
const held = /^language\/src\//;

export const exportedNamesMeanOneThing: Rule = {
  name: "No name is exported by two files of language.",
  find: (tree) => {
    const places = modules(tree, held).flatMap(({ body, at }) =>
      body.flatMap((statement) =>
        declaredIn(statement).map((name) => ({ name, place: at(statement.start) })),
      ),
    );
    return [...Map.groupBy(places, ({ name }) => name)].flatMap(([name, found]) =>
      found.length < 2
        ? []
        : found.map(({ place }) => `${place}: \`${name}\` is exported by another file as well`),
    );
  },
  broken: {
    "language/src/a.ts": "export type Place = string;",
    "language/src/b.ts": "export function Place(): void {}",
  },
  sound: {
    "language/src/c.ts": "const Place = 1;\nexport const place = Place;",
    "language/src/d.ts": 'export { Place } from "./a.ts";',
  },
};

/** The names that a statement declares and exports. */
function declaredIn({ type, declaration }: Node): readonly string[] {
  if (type !== "ExportNamedDeclaration" || !isNode(declaration)) return [];
  const declared =
    declaration.type === "VariableDeclaration"
      ? (declaration.declarations as readonly Node[])
      : [declaration];
  return declared.flatMap(({ id }) => (isNode(id) && typeof id.name === "string" ? [id.name] : []));
}

/** What a package may have at its top, beside `src/` and `test/`. */
const expected =
  /^(?:package\.json|tsconfig\.json|LICENSE|README\.md|api\.md|[\w.]+\.schema\.json|src\/.+|test\/.+)$|^(?:bin\/.+\.js|bundle\.mjs|std\/.+\.orch|starter\/.+)$/;
const packages =
  /^(?:language|plan|checker|analysis|compiler|presentation|editing|kernel|runtime|simulator|stdlib|cli)\//;

export const noStrayFile: Rule = {
  name: "No package holds a file outside of src and test that it does not need.",
  find: (tree) =>
    [...tree.files.keys()]
      .filter((path) => packages.test(path) && !expected.test(path.replace(packages, "")))
      .map((path) => `${path}: what is it for?`),
  broken: { "plan/x.mjs": "", "compiler/scratch/one.ts": "" },
  sound: { "cli/bin/orch.js": "", "language/test/lexer/numbers.test.ts": "", "plan/package.json": "" },
};

/** Sentences that begin with these have their subject at the end. */
const afterSubject = /^\s*\*?\s*(?:What|Who|Whoever|Whose|Of|Which|Whether)\b/;

export const commentsBeginWithTheirSubject: Rule = {
  name: "No comment in a src folder begins with What, Who, Of, Which or Whether.",
  find: (tree) =>
    modules(tree, /\/src\/(?!.*\.generated\.)/).flatMap(({ comments, at }) =>
      comments
        .filter(({ value }) => afterSubject.test(value))
        .map(({ value, start }) => `${at(start)}:${value.slice(0, 60)}`),
    ),
  broken: {
    "plan/src/a.ts": "/** Whether it is empty. */\nexport const isEmpty = true;",
    "cli/src/b.ts": "/*\n * What is shown.\n */\n",
    "cli/src/c.ts": "// Of the file.\n",
  },
  sound: {
    "plan/src/d.ts": "/** True if it is empty, whatever it was. */\nexport const isEmpty = true;",
    "plan/test/e.test.ts": "// What is left.",
  },
};

const marks = /\b(?:TODO|FIXME|XXX|HACK|WIP)\b/;

export const nothingIsPutOff: Rule = {
  name: "No comment postpones work.",
  find: (tree) =>
    modules(tree).flatMap(({ comments, at }) =>
      comments.filter(({ value }) => marks.test(value)).map(({ value, start }) => `${at(start)}:${value}`),
    ),
  broken: { "plan/src/a.ts": "// TODO: later" },
  sound: { "plan/src/b.ts": '// Told once.\nexport const mark = "TODO";' },
};
