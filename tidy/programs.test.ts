import { compile } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { codeBlocks } from "./rules/documents.ts";
import { matching, repository } from "./tree.ts";

const tree = repository();
const examples = matching(tree, /^examples\/.*\.orch$/);
const blocks = matching(tree, /^(?:README|examples\/.*\/README)\.md$/).flatMap(([path, text]) =>
  codeBlocks(text, /^orch$/).map((block, index) => [`${path} ${index + 1}`, block] as const),
);

/** Every mistake that the compiler finds in a program by itself, and how many plans and goals it makes of it. */
function compiled(text: string) {
  const file = "program.orch";
  const missing = { fault: "missing", message: "there is no such file" } as const;
  const result = compile(
    { files: [file], root: "." },
    { read: (path) => (path === file ? { text } : missing), standard: standardModule, standardModules },
  );
  const plans = result.targets.filter(({ name }) => result.plan(name) !== undefined);
  return { told: result.diagnostics.map(({ code, message }) => `${code} ${message}`), plans: plans.length };
}

test.each([...examples, ...blocks])("%s compiles without a word", (_, text) => {
  const { told, plans } = compiled(text);
  expect(told).toEqual([]);
  expect(plans).toBeGreaterThan(0);
});

test("there is a program in the README", () => {
  expect(blocks.map(([name]) => name)).toContain("README.md 1");
});
