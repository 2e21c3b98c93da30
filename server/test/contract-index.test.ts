import { readFileSync } from "node:fs";
import { indexedTests } from "@orchlang/plan/testing/tables";
import { expect, test } from "vitest";

/* The index of the server's contract names tests that are there. */

const clauses = indexedTests(readFileSync(new URL("README.md", import.meta.url), "utf8"), "part");

test("every part of the contract has clauses, and each is listed once with its test", () => {
  expect(clauses.filter(({ title }) => title === "")).toEqual([]);
  expect(new Set(clauses.map(({ part, clause }) => `${part}: ${clause}`)).size).toBe(clauses.length);
  const parts = new Set(clauses.map(({ part }) => part.split(" ")[0]));
  expect([...parts]).toEqual([..."123456789", "Faults", "Shown"]);
});

test.each(clauses)("$part: $clause", ({ file, title }) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  expect(text).toContain(JSON.stringify(title));
});
