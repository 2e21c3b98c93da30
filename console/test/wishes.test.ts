import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* The indexes of wishes and of acts name tests that are there. */

const folder = new URL("browser/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const index = read("README.md");

const rows = [
  ...index.matchAll(/^\| (?<wish>[^|]+) \|(?:[^|`]+\|)? `(?<file>[^`]+)`: (?<title>.+) \|$/gmu),
].map(({ groups }) => [groups?.wish ?? "", groups?.file ?? "", groups?.title ?? ""] as const);

test("every wish and every act of the indexes is listed with its test", () => {
  const all = index.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:wish|act) \|/u.test(line));
  expect(rows).toHaveLength(all.length);
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)("%s", (_, file, title) => {
  expect(read(file)).toContain(`test("${title}"`);
});

/* A file that acts without being in an index would be forgotten. */
test("every file of tests that gives an order or does an act is in an index", () => {
  const acting = readdirSync(folder).filter(
    (name) => name.endsWith(".browser.ts") && /getByLabel\("Reason"\)/u.test(read(name)),
  );
  const listed = new Set(rows.map(([, file]) => file));
  // It attacks acts that other files show.
  expect(acting.filter((name) => !listed.has(name))).toEqual(["hostile.browser.ts"]);
});
