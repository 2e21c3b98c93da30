import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* The index of what use has shown names tests that are there. */

const index = readFileSync(new URL("README.md", import.meta.url), "utf8");

const clauses = [
  ...index.matchAll(/^\| (?<item>[^|]+) \| (?<clause>[^|]+) \| `(?<file>[^`]+)`: (?<title>.+) \|$/gmu),
].map(
  ({ groups }) =>
    [`${groups?.item}: ${groups?.clause}`, groups?.item, groups?.file ?? "", groups?.title ?? ""] as const,
);

test("every item has clauses, and each is listed once with its test", () => {
  const rows = index.match(/^\| (?!item ).+\|$/gmu);
  expect(clauses.length).toBe(rows?.length);
  expect(new Set(clauses.map(([name]) => name)).size).toBe(clauses.length);
  const items = new Set(clauses.map(([, item]) => Number.parseInt(item ?? "", 10)));
  expect([...items]).toEqual(Array.from({ length: 18 }, (_, before) => before + 1));
});

test.each(clauses)("%s", (_name, _item, file, title) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  expect([JSON.stringify(title), `\`${title}\``].filter((written) => text.includes(written))).toHaveLength(1);
});
