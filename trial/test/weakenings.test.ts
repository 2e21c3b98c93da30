import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { weakenings } from "../src/weakenings/table.ts";
import { weakened } from "../src/weakenings/weakened.ts";

test.each(weakenings)("$name has its place in the analyses, once", (weakening) => {
  const url = new URL(`../../analysis/src/${weakening.file}`, import.meta.url);
  const text = readFileSync(url, "utf8");
  expect(weakened(text, weakening)).not.toBe(text);
});

test("there are at least twelve, of all kinds of claims", () => {
  expect(weakenings.length).toBeGreaterThanOrEqual(12);
  expect(new Set(weakenings.map(({ theme }) => theme)).size).toBe(5);
});
