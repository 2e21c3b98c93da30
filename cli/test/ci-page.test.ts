import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { allCommands } from "../src/commands.ts";

const commands = await allCommands();

const page = readFileSync(fileURLToPath(new URL("../../docs/ci.md", import.meta.url)), "utf8");

/** `orch check --strict --format github`, wherever it stands; what follows `>`, `|` or a quote is the shell's. */
const calls = [...page.matchAll(/(?:npx |`)orch (check|format) ([^`>|\n]*)/g)].map(
  ([, name = "", rest = ""]) => ({
    name,
    words: rest.trim().split(/\s+/),
  }),
);

test.each(calls)("orch $name $words", ({ name, words }) => {
  const command = commands.find((each) => each.name === name);
  const options = command?.options.map(({ form }) => form.split(" ")[0]) ?? [];
  for (const [index, word] of words.entries()) {
    if (word === "--format") expect(command?.formats).toContain(words[index + 1]);
    else if (word.startsWith("--")) expect(options).toContain(word);
  }
});

test("the page calls check and format", () => {
  expect(calls.length).toBeGreaterThan(4);
});
