import { describe, expect, test } from "vitest";
import { compilerCatalogue } from "../../src/catalogue.ts";
import { pages, tell } from "./example.ts";

/*
 * Every page of docs/diagnostics is run: what stands under "Wrong" raises that code and no other, what stands under
 * "Right" nothing at all.
 */

function codesOf(text: string): readonly string[] {
  return tell(text).diagnostics.map(({ code }) => code);
}

describe("pages of diagnostics", () => {
  for (const { code, wrong, right } of pages) {
    if (wrong === undefined || right === undefined) continue;
    test(`${code}: the first example raises it, the second is clean`, () => {
      expect([...new Set(codesOf(wrong))]).toEqual([code]);
      expect(codesOf(right)).toEqual([]);
    });
  }
});

describe("every diagnostic of the compiler", () => {
  for (const [code, { title }] of compilerCatalogue) {
    test(`${code} has a page under its title`, () => {
      const page = pages.find((each) => each.code === code);
      expect(page?.text.split("\n")[0]).toBe(`# ${code}: ${title}`);
    });
  }
});
