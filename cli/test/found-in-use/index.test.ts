import { readFileSync } from "node:fs";
import { indexedTests } from "@orchlang/plan/testing/tables";
import { expect, test } from "vitest";

/* The index of what use has shown names tests that are there. */

const clauses = indexedTests(readFileSync(new URL("README.md", import.meta.url), "utf8"), "item");

test("every item has clauses, and each is listed once with its test", () => {
  expect(clauses.filter(({ title }) => title === "")).toEqual([]);
  expect(new Set(clauses.map(({ part, clause }) => `${part}: ${clause}`)).size).toBe(clauses.length);
  const items = new Set(clauses.map(({ part }) => Number.parseInt(part, 10)));
  expect([...items]).toEqual(Array.from({ length: 18 }, (_, before) => before + 1));
});

test.each(clauses)("$part: $clause", ({ file, title }) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  expect([JSON.stringify(title), `\`${title}\``].filter((written) => text.includes(written))).toHaveLength(1);
});
