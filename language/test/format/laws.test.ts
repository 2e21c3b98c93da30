import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { spacedUnits } from "../../src/lexer/words.ts";
import type { ParseResult } from "../../src/parser/parse.ts";
import { ruleNames } from "../generate/derive.ts";
import { generate } from "../generate/program.ts";
import { corpusMistakes, corpusPrograms, isSyntax, ownPrograms, repositoryPrograms } from "../programs.ts";
import { read } from "../show.ts";
import { brokenLaws } from "./broken-laws.ts";

/** More generated programs, for a long search: `LAWS=50 npx vitest run language/test/format/laws.test.ts`. */
const times = Number(process.env.LAWS ?? 1);

function holdsLaws(text: string): void {
  const parsed = read(text);
  expect(parsed.diagnostics).toEqual([]);
  expect(brokenLaws(parsed)).toEqual([]);
}

/** The text with the white space between its tokens chosen anew, where no comment stands in it. */
function respaced(text: string, choices: readonly number[]): string {
  const { tokens } = read(text);
  const gaps = [" ", "  ", "\n", "\n\n\n", "\n      ", "    "];
  let spaced = "";
  let end = 0;
  for (const [index, token] of tokens.entries()) {
    const gap = text.slice(end, token.startOffset);
    const before = tokens[index - 1];
    const isFixed = /\S/.test(gap) || index === 0 || token.tokenType.name.startsWith("TEMPLATE");
    const wouldJoin = before?.tokenType.name === "INT" && spacedUnits.has(token.image);
    const afterHead =
      before?.tokenType.name === "TEMPLATE_HEAD" || before?.tokenType.name === "TEMPLATE_MIDDLE";
    const choice = gaps[(choices[index % choices.length] ?? 0) % gaps.length] ?? " ";
    spaced += isFixed || wouldJoin || afterHead || insideTemplate(tokens, index) ? gap : choice;
    spaced += text.slice(token.startOffset, token.end);
    end = token.end;
  }
  return spaced;
}

/** Interpolations of a string of one line have to stay on it. */
function insideTemplate(tokens: ParseResult["tokens"], index: number): boolean {
  let depth = 0;
  for (const token of tokens.slice(0, index)) {
    if (token.tokenType.name === "TEMPLATE_HEAD") depth++;
    else if (token.tokenType.name === "TEMPLATE_TAIL") depth--;
  }
  return depth > 0;
}

describe("formatting keeps tree and comments, and is done once", () => {
  test.each(ownPrograms)("$name", ({ text }) => holdsLaws(text));

  test.each(ownPrograms)("$name, however it is spaced", ({ text }) => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }), (choices) =>
        holdsLaws(respaced(text, choices)),
      ),
      { numRuns: 25 },
    );
  });

  test.each(ownPrograms)("$name, on as few lines as can be", ({ text }) => holdsLaws(respaced(text, [0])));
  test.each(ownPrograms)("$name, a line for each token", ({ text }) => holdsLaws(respaced(text, [2])));

  test.each(ownPrograms)("$name is laid out as the formatter would", ({ text }) => {
    expect(format(read(text))).toBe(text);
  });
});

describe("programs over the whole grammar", () => {
  const seeds = fc.record({ seed: fc.integer(), size: fc.integer({ min: 1, max: 300 }) });
  const cases = process.env.LAWS === undefined ? { seed: 20_261_122 } : {};

  test("every rule of the grammar is used in some", () => {
    const used = new Set<string>();
    for (let seed = 0; seed < 3_000; seed++) for (const rule of generate(seed, 100).used) used.add(rule);
    expect(ruleNames.filter((rule) => !used.has(rule))).toEqual([]);
  });

  test(
    "formatting keeps tree and comments, and is done once",
    () => {
      let parsed = 0;
      fc.assert(
        fc.property(seeds, ({ seed, size }) => {
          const result = read(generate(seed, size).text);
          // A word that means something in its place may make of a sentence another one, or none.
          if (result.diagnostics.length > 0) return;
          parsed++;
          expect(brokenLaws(result)).toEqual([]);
        }),
        { ...cases, numRuns: 300 * times },
      );
      expect(parsed).toBeGreaterThan(279 * times);
    },
    120_000 * times,
  );
});

test.each(repositoryPrograms)("formatting keeps tree and comments of $name", ({ text }) => {
  const parsed = read(text);
  if (parsed.diagnostics.length === 0) expect(brokenLaws(parsed)).toEqual([]);
});

describe("programs as people write them", () => {
  test.each(corpusPrograms)("$name is laid out as the formatter would", ({ text }) => {
    expect(format(read(text))).toBe(text);
  });

  test.each(corpusPrograms)("$name, however it is spaced", ({ text }) => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }), (choices) =>
        holdsLaws(respaced(text, choices)),
      ),
      { numRuns: times },
    );
  });

  test.each(corpusMistakes.filter((mistake) => !isSyntax(mistake)))("$name", ({ text }) => holdsLaws(text));
});
