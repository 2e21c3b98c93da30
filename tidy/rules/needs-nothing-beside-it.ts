import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

const tests = /\/(?:test|bench)\/.*\.ts$|^bench\//;

export const needsNothingBesideIt: Rule = {
  name: "Nothing needs a folder beside the checkout; a test that can use one skips without it.",
  find: (tree) =>
    matching(tree, /^(?!tidy\/)/)
      .filter(([, text]) => /\.\.\/shared\b|["'`]shared\//.test(text))
      .filter(([path, text]) => !tests.test(path) || !/\bexistsSync\b|\bskipIf\b|\.skip\(/.test(text))
      .map(([path]) => `${path}: needs ../shared`),
  broken: {
    "compiler/src/a.ts": 'const folder = "../shared/programs";',
    "compiler/test/b.test.ts": 'const folder = new URL("../../../shared/programs/", import.meta.url);',
    "README.md": "See ../shared/design.",
  },
  sound: {
    "compiler/test/c.test.ts":
      'const folder = new URL("../../../shared/", import.meta.url);\ntest.skipIf(!existsSync(folder))("c", () => 1);',
  },
};
