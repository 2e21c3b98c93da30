import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { isNode, type Module, modules } from "../syntax.ts";
import { matching } from "../tree.ts";

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
