import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* The index of wishes and clauses names tests that are there. */

const index = readFileSync(new URL("README.md", import.meta.url), "utf8");

const wishes = [...index.matchAll(/^\| (?<wish>[^|]+) \|[^|]+\| `(?<file>[^`]+)`: (?<title>.+) \|$/gmu)].map(
  ({ groups }) => [groups?.wish ?? "", groups?.file ?? "", groups?.title ?? ""] as const,
);

test("every row of the index is listed with its test", () => {
  const rows = index.match(/^\| (?!wish |clause ).+ \|$/gmu);
  expect(wishes.length).toBe(rows?.length);
  expect(wishes.length).toBeGreaterThan(13);
});

test.each(wishes)("%s", (_, file, title) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  expect(text).toContain(JSON.stringify(title));
});
