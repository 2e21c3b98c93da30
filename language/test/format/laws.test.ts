import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { spacedUnits } from "../../src/lexer/words.ts";
import type { ParseResult } from "../../src/parser/parse.ts";
import { hasShared, ownPrograms, type Program, sharedMistakes, sharedPrograms } from "../programs.ts";
import { read } from "../show.ts";

/** A tree without its places. */
function bare(parsed: ParseResult): unknown {
  const places = new Set(["span", "unitSpan", "operatorSpan"]);
  return JSON.parse(
    JSON.stringify(parsed.file, (key, value: unknown) => (places.has(key) ? undefined : value)),
  );
}

function commentsOf({ source, comments }: ParseResult): readonly string[] {
  return comments.map(({ start, end }) => source.text.slice(start, end).trimEnd());
}

function holdsLaws(text: string): void {
  const parsed = read(text);
  expect(parsed.diagnostics).toEqual([]);
  const once = format(parsed);
  const again = read(once);
  expect(again.diagnostics).toEqual([]);
  expect(bare(again)).toEqual(bare(parsed));
  expect(commentsOf(again)).toEqual(commentsOf(parsed));
  expect(format(again)).toBe(once);
  expect(once.split("\n").filter((line) => line !== line.trimEnd() && !once.includes('"""'))).toEqual([]);
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

describe.skipIf(!hasShared)("the shared programs (need ../shared)", () => {
  const programs: readonly Program[] = hasShared ? sharedPrograms : [];
  const mistakes: readonly Program[] = hasShared ? sharedMistakes : [];

  test.each(programs)("$name is laid out as the formatter would", ({ text }) => {
    expect(format(read(text))).toBe(text);
  });

  test.each(programs)("$name, however it is spaced", ({ text }) => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }), (choices) =>
        holdsLaws(respaced(text, choices)),
      ),
      { numRuns: 10 },
    );
  });

  test.each(mistakes)("$name", ({ text }) => holdsLaws(text));
});
