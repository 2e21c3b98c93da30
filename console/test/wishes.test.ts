import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* The index of wishes names tests that are there. */

const read = (name: string): string => readFileSync(new URL(`browser/${name}`, import.meta.url), "utf8");

const wishes = [
  ...read("README.md").matchAll(/^\| (?<wish>[^|]+) \|[^|]+\| `(?<file>[^`]+)`: (?<title>.+) \|$/gmu),
].map(({ groups }) => [groups?.wish ?? "", groups?.file ?? "", groups?.title ?? ""] as const);

test("every wish of the index is listed with its test", () => {
  const rows = read("README.md").match(/^\| .+#\d+.+\|$|^\| .+ the same .+\|$/gmu);
  expect(wishes.length).toBe(rows?.length);
  expect(wishes.length).toBeGreaterThan(13);
});

test.each(wishes)("%s", (_, file, title) => {
  expect(read(file)).toContain(`test("${title}"`);
});
