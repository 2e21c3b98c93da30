import { describe, expect, test } from "vitest";
import { compilerCatalogue } from "../../src/catalogue.ts";
import { pages, tell } from "./example.ts";

/*
 * Every page of docs/diagnostics is run: what stands under "Wrong" raises that code and no other, what stands under
 * "Right" nothing at all.
 */

/** Hints where there is nothing else, and only those that the page is about. */
function codesOf(text: string, about: string): readonly string[] {
  const { diagnostics, hints } = tell(text);
  const told = diagnostics.length > 0 ? diagnostics : hints.filter(({ code }) => code === about);
  return told.map(({ code }) => code);
}

describe("pages of diagnostics", () => {
  for (const { code, wrong, right } of pages) {
    if (wrong === undefined || right === undefined) continue;
    test(`${code}: the first example raises it, the second is clean`, () => {
      expect([...new Set(codesOf(wrong, code))]).toEqual([code]);
      expect(codesOf(right, code)).toEqual([]);
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
