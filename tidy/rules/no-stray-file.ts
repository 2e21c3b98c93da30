import type { Rule } from "../rule.ts";

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
