import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childFields } from "../../src/ast/child-fields.ts";
import type { Span } from "../../src/ast/span.ts";
import { visit } from "../../src/ast/walk.ts";
import type { Token } from "../../src/lexer/token.ts";
import type { ParseResult } from "../../src/parser/parse.ts";
import { generate } from "../generate/program.ts";
import { naughtyStrings, ownPrograms } from "../programs.ts";
import { read } from "../show.ts";

/* The package's own programs, which use every production, with tokens dropped, doubled, swapped and cut off. */

/** More of each, for a long search: `LAWS=50 npx vitest run language/test/parser/fuzz.test.ts`. */
const times = Number(process.env.LAWS ?? 1);

/** The pieces of a text: each token with the white space and comments before it. */
function pieces(text: string): readonly string[] {
  const { tokens } = read(text);
  return tokens.map((token: Token, index) => text.slice(tokens[index - 1]?.end ?? 0, token.end));
}

/** What a result, whatever the text, must not be; nothing for one that is as it should be. */
function wrongs({ source, file, diagnostics }: ParseResult): readonly string[] {
  const { length } = source.text;
  const found: string[] = diagnostics.length > 101 ? ["too many errors"] : [];
  const inside = ({ start, end }: Span): boolean => 0 <= start && start <= end && end <= length;
  for (const { code, span, fixes, labels } of diagnostics) {
    const edits = fixes.flatMap((fix) => fix.edits);
    const spans = [span, ...labels.map((label) => label.span), ...edits.map((change) => change.span)];
    if (!spans.every(inside)) found.push(`${code} points out of the text`);
  }
  visit(file, {
    any: (node) => {
      if (!Object.hasOwn(childFields, node.kind)) found.push(`a node is a ${node.kind}`);
      if (!inside(node.span)) found.push(`a ${node.kind} lies out of the text`);
      return undefined;
    },
  });
  const isBroken = file.declarations.some((one) => one.kind === "brokenDeclaration" || one.broken);
  if (isBroken && diagnostics.length === 0) found.push("something is broken, and nothing is told");
  return found;
}

function holds(parsed: ParseResult): void {
  const found = wrongs(parsed);
  if (found.length > 0) expect({ text: parsed.source.text, found }).toEqual([]);
}

const edit = fc.record({
  at: fc.nat(),
  what: fc.constantFrom("drop", "double", "swap", "cut", "insert"),
  other: fc.nat(),
});

interface Edit {
  readonly at: number;
  readonly what: string;
  readonly other: number;
}

function edited(parts: readonly string[], edits: readonly Edit[]): string {
  const changed = [...parts];
  for (const { at, what, other } of edits) {
    const index = at % changed.length;
    const there = other % changed.length;
    if (what === "drop") changed[index] = "";
    else if (what === "double") changed[index] += ` ${changed[index]}`;
    else if (what === "insert") changed[index] += ` ${parts[there]?.trim()} `;
    else if (what === "cut") changed.length = Math.max(1, index);
    else [changed[index], changed[there]] = [changed[there] ?? "", changed[index] ?? ""];
  }
  return changed.join("");
}

describe.each(ownPrograms)("$name", ({ text }) => {
  const parts = pieces(text);

  test("with some of its tokens wrong", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        holds(read(edited(parts, edits)));
      }),
      { numRuns: 60 },
    );
  });

  test("cut off anywhere", () => {
    for (let end = 0; end < text.length; end += 7) holds(read(text.slice(0, end)));
  });
});

describe("programs over the whole grammar", () => {
  const cases = process.env.LAWS === undefined ? { seed: 20_261_122 } : {};
  const seeds = fc.record({ seed: fc.integer(), size: fc.integer({ min: 1, max: 200 }) });
  const textOf = ({ seed, size }: { readonly seed: number; readonly size: number }): string =>
    generate(seed, size).text;

  test(
    "with some of their tokens wrong",
    () => {
      fc.assert(
        fc.property(seeds, fc.array(edit, { minLength: 1, maxLength: 5 }), (chosen, edits) => {
          holds(read(edited(pieces(textOf(chosen)), edits)));
        }),
        { ...cases, numRuns: 150 * times },
      );
    },
    120_000 * times,
  );

  test(
    "cut off after every character",
    () => {
      for (let seed = 0; seed < 4 * times; seed++) {
        const text = generate(seed, 60).text;
        for (let end = 0; end < text.length; end++) holds(read(text.slice(0, end)));
      }
    },
    120_000 * times,
  );

  test(
    "with characters of any kind put in",
    () => {
      fc.assert(
        fc.property(seeds, fc.string({ unit: "binary", maxLength: 5 }), fc.nat(), (chosen, put, at) => {
          const text = textOf(chosen);
          holds(read(text.slice(0, at % text.length) + put + text.slice(at % text.length)));
        }),
        { ...cases, numRuns: 150 * times },
      );
    },
    120_000 * times,
  );

  test(
    "with words and signs of other languages put in",
    () => {
      const foreign = fc.constantFrom(
        ..."if elif else while for return when -> => <> := ? ?: [] ; # ' Array<Int> { } ( ) per to every".split(
          " ",
        ),
      );
      fc.assert(
        fc.property(
          seeds,
          fc.array(fc.tuple(foreign, fc.nat()), { minLength: 1, maxLength: 4 }),
          (chosen, puts) => {
            const parts = [...pieces(textOf(chosen))];
            for (const [put, at] of puts) parts[at % parts.length] += `${at % 2 === 0 ? "\n" : " "}${put} `;
            holds(read(parts.join("")));
          },
        ),
        { ...cases, numRuns: 150 * times },
      );
    },
    120_000 * times,
  );

  test("with naughty strings put in", () => {
    for (const [seed, put] of naughtyStrings.entries()) {
      const parts = pieces(generate(seed, 80).text);
      const at = (seed * 31) % parts.length;
      holds(read([...parts.slice(0, at), ` ${put} `, ...parts.slice(at)].join("")));
    }
  });
});

describe("twenty thousand mistakes in one file are cut, and the others counted", () => {
  const count = 20_000;
  test.each([
    ["steps without a value", "module m\nplan p() {\n", "step a =\n"],
    ["types without a body", "module m\n", "type A =\n"],
    ["rules that are none", "module m\nguardrail g {\n", "a b\n"],
    ["semicolons", "module m\nplan p() {\n", "let a = 1;\n"],
    ["strings that never end", "module m\nplan p() {\n", 'let a = "\n'],
    ["brackets that never close", "module m\nplan p() {\n", "let a = ([\n"],
    ["braces that never close", "module m\n", "plan p() {\n"],
    ["imports without a comma", "module m\n", "import a.b { c d }\n"],
  ])("%s", (_, head, line) => {
    const { diagnostics } = read(head + line.repeat(count));
    expect(diagnostics).toHaveLength(101);
    const told = Number((diagnostics.at(-1)?.message ?? "").split(" more")[0]?.replaceAll(",", ""));
    expect(told).toBeGreaterThan(count - 110);
    expect(told).toBeLessThan(count + 10);
  });
});

test("a token too few is one mistake, but for a quotation mark or a brace in few places", () => {
  let several = 0;
  let all = 0;
  for (const { text } of ownPrograms) {
    const parts = pieces(text);
    for (const index of parts.keys()) {
      all++;
      const errors = read(parts.filter((_, at) => at !== index).join("")).diagnostics.length;
      expect(errors).toBeLessThanOrEqual(3);
      if (errors > 1) several++;
    }
  }
  expect(all).toBeGreaterThan(2_000);
  expect(several).toBeLessThanOrEqual(10);
});
