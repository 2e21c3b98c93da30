import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { dotted, isNode, type Module, modules, type Node } from "../syntax.ts";
import { matching, type Tree } from "../tree.ts";
import { bullets } from "./documents.ts";

const set =
  /^(?:(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|fails)(?:\.\w+)*|xit|xtest|xdescribe|fit|fdescribe)$/;

export const everyTestRuns: Rule = {
  name: "No test is skipped, postponed or singled out.",
  find: (tree) =>
    modules(tree, /\.test\.ts$/).flatMap(({ nodes, at }) =>
      nodes("CallExpression").flatMap(({ callee, start }) => {
        const name = dotted(callee);
        return name !== undefined && set.test(name) ? [`${at(start)}: ${name}`] : [];
      }),
    ),
  broken: {
    "plan/test/a.test.ts": 'test.skip("a", () => undefined);',
    "plan/test/b.test.ts": 'describe.only("b", () => undefined);',
    "plan/test/c.test.ts": 'it.todo("c");',
  },
  sound: { "plan/test/d.test.ts": 'test.skipIf(absent)("d", () => undefined);\nlist.only("e");' },
};

const path = /(?<![\w.~-])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/\w+)\/|\b[A-Z]:\\{1,2}Users\b/;
const publicRegistry = "https://registry.npmjs.org/";

export const noMachinesPaths: Rule = {
  name: "No file names one machine's path or one network's registry.",
  find: (tree) => [
    ...matching(tree, /^(?!tidy\/)/).flatMap(([file, text]) =>
      text
        .split("\n")
        .flatMap((line, index) => (path.test(line) ? [`${file}:${index + 1}: ${path.exec(line)?.[0]}`] : [])),
    ),
    ...matching(tree, /(?:^|\/)package-lock\.json$/).flatMap(([file, text]) =>
      [...text.matchAll(/"resolved": "(?<url>\w+:[^"]*)"/g)]
        .map((match) => match.groups?.url ?? "")
        .filter((url) => !url.startsWith(publicRegistry))
        .map((url) => `${file}: ${url}`),
    ),
    ...matching(tree, /(?:^|\/)\.npmrc$/)
      .filter(([, text]) => /registry\s*=/.test(text))
      .map(([file]) => `${file}: names a registry`),
  ],
  broken: {
    "cli/test/a.test.ts": 'const store = "/home/ada/journal.db";',
    "docs/run.md": "It is kept in /root/.orch/.",
    "package-lock.json": '"resolved": "http://10.0.0.1/npm/ajv.tgz"',
    ".npmrc": "registry=http://10.0.0.1/",
  },
  sound: {
    "bench/package-lock.json": '"resolved": "https://registry.npmjs.org/ajv/-/ajv-8.20.0.tgz"',
    "docs/there.md": "[runs](../work/runs.md) and https://example.com/home/ada/",
  },
};

const waits = /^(?:(?:globalThis\.)?(?:setTimeout|setInterval)|Atomics\.wait(?:Async)?|sleep|delay|pause)$/;

/** Where passing time is what is tried. */
const tried: readonly { readonly path: string; readonly because: string }[] = [
  {
    path: "cli/test/killed-campaign.test.ts",
    because: "the instants at which it kills are spread over time",
  },
];

export const noTestSleeps: Rule = {
  name: "No test waits for time to pass.",
  find: (tree) =>
    modules(tree, /\.test\.ts$/)
      .filter(({ path }) => !tried.some((test) => test.path === path))
      .flatMap(({ nodes, imports, at }) => [
        ...nodes("CallExpression").flatMap(({ callee, start }) => {
          const name = dotted(callee);
          return name !== undefined && waits.test(name) ? [`${at(start)}: calls ${name}`] : [];
        }),
        ...imports
          .filter(({ from }) => /^(?:node:)?timers/.test(from))
          .map(({ from, at: offset }) => `${at(offset)}: imports ${from}`),
      ]),
  broken: {
    "cli/test/a.test.ts": "await new Promise((done) => setTimeout(done, 100));",
    "cli/test/b.test.ts": 'import { setTimeout as rest } from "node:timers/promises";',
  },
  sound: { "cli/test/c.test.ts": "await vi.waitFor(() => expect(seen).toBe(true));" },
};

/** What may read a folder beside the checkout: tests that `npm test` does not run, and their settings. */
const extra = /\.shared\.test\.ts$|^vitest\.shared\.config\.ts$/;
const tests = /(?:^|\/)(?:test|tidy|bench)\/.*\.ts$|^vitest[^/]*\.ts$/;
const environment = /process\.env\.SHARED\b/;

/** How a text begins: all of it, or what stands before its first `${`. */
function beginning(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  const [first] =
    node.type === "TemplateLiteral" ? (node.quasis as readonly { value: { cooked: string } }[]) : [];
  return first?.value.cooked;
}

/** Paths of a module that lead above the root of the checkout. */
function leadOutside({ path, nodes, at }: Module): readonly string[] {
  return nodes("Literal", "TemplateLiteral").flatMap((node) => {
    const text = beginning(node) ?? "";
    if (!/^(?:\.\.\/)+/.test(text)) return [];
    const reached = posix.join(posix.dirname(path), text);
    return reached.startsWith("..") ? [`${at(node.start)}: ${text} lies outside of the checkout`] : [];
  });
}

export const needsNothingBesideIt: Rule = {
  name: "Nothing needs a folder beside the checkout, and no default test reads outside of it.",
  find: (tree) => [
    ...matching(tree, /^(?!tidy\/)/)
      .filter(([path]) => !extra.test(path))
      .filter(([, text]) => /\.\.\/shared\b|["'`]shared\//.test(text) || environment.test(text))
      .map(([path]) => `${path}: reads the folder beside the checkout`),
    ...modules(tree, tests).flatMap((module) => (extra.test(module.path) ? [] : leadOutside(module))),
  ],
  broken: {
    "compiler/src/a.ts": 'const folder = "../shared/programs";',
    "compiler/test/b.test.ts":
      'const folder = new URL("../../../shared/", import.meta.url);\ntest.skipIf(!existsSync(folder))("b", () => 1);',
    "compiler/test/c/d.test.ts": `const read = (name: string) => new URL(\`../../../../data/\${name}\`, import.meta.url);`,
    "plan/test/e.test.ts": 'const root = join(import.meta.dirname, "../../..");',
    "plan/test/f.ts": 'const folders = ["./own/", "../../../others/"];',
    "runtime/test/g.test.ts": 'const { SHARED = "" } = process.env; const all = process.env.SHARED;',
    "README.md": "See ../shared/design.",
  },
  sound: {
    "compiler/test/h.test.ts": 'const folder = new URL("../../examples/", import.meta.url);',
    "compiler/test/i.shared.test.ts": 'const folder = join(process.env.SHARED ?? "", "programs");',
    "vitest.shared.config.ts": 'const folder = new URL("../shared/", import.meta.url);',
    "compiler/src/j.ts": 'import { a } from "../../../plan/src/a.ts";',
  },
};

const semantics = "docs/semantics.md";

function numbersIn(title: string): readonly string[] {
  return [...title.matchAll(/\brules? (?<all>\d+a?(?:(?:, | and )\d+a?)*)/g)].flatMap(
    ({ groups }) => groups?.all?.split(/, | and /) ?? [],
  );
}

export const rulesHaveTests: Rule = {
  name: "No rule of docs/semantics.md is without a test that names its number.",
  find: (tree) => {
    const named = new Set(titles(tree).flatMap(numbersIn));
    const rules = (tree.files.get(semantics) ?? "").matchAll(/^\*\*(?<number>\d+a?)\.\*\*/gm);
    return [...rules].flatMap(({ groups }) =>
      named.has(groups?.number ?? "") ? [] : [`${semantics}: no test is named after rule ${groups?.number}`],
    );
  },
  broken: { [semantics]: "**1.** Only events are kept.\n\n**46a.** An effect.\n" },
  sound: {
    "runtime/test/a.test.ts": 'describe("a turn (rules 1 and 2)", () => {});\nconst rule46a = "rule 46a";',
  },
};

const semanticsPage = "docs/semantics.md";

export const workedCasesHaveTests: Rule = {
  name: "No worked case of docs/semantics.md is without a test of its name.",
  find: (tree) => {
    const named = titles(tree);
    return bullets(tree.files.get(semanticsPage) ?? "", "11. Worked cases")
      .map(({ head }) => head.replace(/\.$/, ""))
      .filter((head) => !named.some((title) => title === head || title.startsWith(`${head}: `)))
      .map((head) => `${semanticsPage}: no test is named “${head}”`);
  },
  broken: {
    [semanticsPage]: "## 11. Worked cases\n\n- **A lamp falls.** It breaks.\n- **A cup.** It stays.\n",
  },
  sound: { "runtime/test/b.test.ts": 'test.each([1])("A cup: %s", () => {});' },
};

/** What tests and groups of tests are called: the texts that `test`, `describe` and their `.each` are given first. */
function titles(tree: Tree): readonly string[] {
  return modules(tree, /\.test\.ts$/).flatMap(({ nodes }) =>
    nodes("CallExpression")
      .filter(({ callee }) => /^(?:test|describe)$/.test(namer(callee) ?? ""))
      .flatMap(({ arguments: given }) => {
        const [title] = given as readonly Node[];
        return typeof title?.value === "string" ? [title.value] : [];
      }),
  );
}

/** The name that a chain such as `test.skipIf(a).each(b)` begins with. */
function namer(callee: unknown): string | undefined {
  if (!isNode(callee)) return undefined;
  if (callee.type === "Identifier") return callee.name as string;
  return namer(callee.type === "CallExpression" ? callee.callee : callee.object);
}
