import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { brokenLaws } from "../format/broken-laws.ts";
import { read } from "../show.ts";
import { holdsAsName, holdsAsString, holdsMistake } from "./holds.ts";

const shared = process.env.SHARED ?? "";

function texts(folder: string): readonly (readonly [name: string, text: string])[] {
  const cwd = join(shared, folder);
  return globSync("*.orch", { cwd })
    .sort()
    .map((name) => [name, readFileSync(join(cwd, name), "utf8")] as const);
}

describe("programs and mistakes that somebody else has written", () => {
  test.each(texts("programs"))("%s is laid out as the formatter would", (_, text) => {
    const parsed = read(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(brokenLaws(parsed)).toEqual([]);
    expect(format(parsed)).toBe(text);
  });

  test.each(texts("mistakes"))("%s parses, or says why on its line", (name, text) => {
    holdsMistake(text, name.startsWith("syntax_"));
    const parsed = read(text);
    if (parsed.diagnostics.length === 0) expect(brokenLaws(parsed)).toEqual([]);
  });
});

test("the big list of naughty strings, as strings and as names", () => {
  for (const string of JSON.parse(readFileSync(join(shared, "data/blns.json"), "utf8")) as string[]) {
    holdsAsString(string);
    holdsAsName(string);
  }
});
