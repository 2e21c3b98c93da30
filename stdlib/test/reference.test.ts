import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { standardModules } from "../src/modules.ts";
import { documentedModule, referencePage } from "./reference.ts";

/* `npm run docs:stdlib` brings the page up to date. */

const modules = standardModules.map(documentedModule);

test("docs/stdlib.md is what the sources say", async () => {
  const page = fileURLToPath(new URL("../../docs/stdlib.md", import.meta.url));
  await expect(referencePage(modules)).toMatchFileSnapshot(page);
});

test.each(modules)("every declaration of $name has a doc comment", ({ doc, declarations }) => {
  expect(doc).not.toBe("");
  const bare = declarations.filter(({ group, doc }) => group !== "Units" && doc === "");
  expect(bare.map(({ name }) => name)).toEqual([]);
});
