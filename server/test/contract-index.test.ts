import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* The index of the server's contract names tests that are there. */

const index = readFileSync(new URL("README.md", import.meta.url), "utf8");

const clauses = [
  ...index.matchAll(/^\| (?<part>[^|]+) \| (?<clause>[^|]+) \| `(?<file>[^`]+)`: (?<title>.+) \|$/gmu),
].map(
  ({ groups }) =>
    [`${groups?.part}: ${groups?.clause}`, groups?.part, groups?.file ?? "", groups?.title ?? ""] as const,
);

test("every part of the contract has clauses, and each is listed once with its test", () => {
  const rows = index.match(/^\| (?!part ).+\|$/gmu);
  expect(clauses.length).toBe(rows?.length);
  expect(new Set(clauses.map(([name]) => name)).size).toBe(clauses.length);
  const parts = new Set(clauses.map(([, part]) => part?.split(" ")[0]));
  expect([...parts]).toEqual([..."123456789", "Faults", "Shown"]);
});

test.each(clauses)("%s", (_name, _part, file, title) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  expect(text).toContain(JSON.stringify(title));
});
