import { expect } from "vitest";
import { parse } from "../src/parser/parse.ts";
import { compareMarks, readFixture } from "../src/testing/fixture.ts";

/** Parses a fixture's files and holds the syntax errors to its marks. */
export function checkSyntax(text: string): void {
  const fixture = readFixture(text);
  const found = fixture.files.flatMap((file) => parse(file).diagnostics);
  const { expected, actual } = compareMarks(fixture, found);
  expect(actual).toBe(expected);
}
