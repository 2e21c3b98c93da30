import { expect } from "vitest";
import { parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";

function read(text: string) {
  return parse(createSourceFile("main.orch", text));
}

/** A string of any text is read without a mistake. */
export function holdsAsString(string: string): void {
  const literal = JSON.stringify(string).replaceAll("$", "\\$");
  const { diagnostics, file } = read(`module m.a\ntype T = String matching ${literal}\n`);
  // Of what nobody sees in it a warning is given.
  expect(
    diagnostics.filter(({ severity }) => severity === "error"),
    literal,
  ).toEqual([]);
  expect(file.declarations).toHaveLength(1);
}

/** Any text in the place of a name leaves a file. */
export function holdsAsName(string: string): void {
  const { file } = read(`module m.a\ntool ${string}(n: Int) -> Int { effect pure }\nrole after\n`);
  expect(file.kind).toBe("file");
}

/** A mistake that is marked by `//!`: one on its line if it is one of the text itself, else none. */
export function holdsMistake(text: string, isSyntax: boolean): void {
  const { diagnostics } = read(text);
  expect(diagnostics).toHaveLength(isSyntax ? 1 : 0);
  const marked = text.split("\n").findIndex((line) => line.includes("//!"));
  for (const { span } of diagnostics) expect(text.slice(0, span.start).split("\n").length - 1).toBe(marked);
}
