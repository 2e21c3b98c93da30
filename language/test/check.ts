import { expect } from "vitest";
import { parse } from "../src/parser/parse.ts";
import { compareMarks, readFixture } from "../src/testing/fixture.ts";
import { outline } from "./show.ts";

/**
 * Holds what is told of a broken text to its marks, and what is left of its tree to an outline: a name behind a
 * colon is one that can still be found, `!` marks what is known to be broken.
 */
export function checkRecovery(text: string, left: string): void {
  const fixture = readFixture(text.trim());
  const [file] = fixture.files;
  if (file === undefined) throw new Error("a fixture holds one file at least");
  const parsed = parse(file);
  const { expected, actual } = compareMarks(fixture, parsed.diagnostics);
  expect(actual).toBe(expected);
  expect(outline(parsed.file)).toBe(left);
}
