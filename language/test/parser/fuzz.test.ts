import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childFields } from "../../src/ast/child-fields.ts";
import { visit } from "../../src/ast/walk.ts";
import type { Token } from "../../src/lexer/token.ts";
import type { ParseResult } from "../../src/parser/parse.ts";
import { ownPrograms } from "../programs.ts";
import { read } from "../show.ts";

/* The package's own programs, which use every production, with tokens dropped, doubled, swapped and cut off. */

/** The pieces of a text: each token with the white space and comments before it. */
function pieces(text: string): readonly string[] {
  const { tokens } = read(text);
  return tokens.map((token: Token, index) => text.slice(tokens[index - 1]?.end ?? 0, token.end));
}

/** What holds of every result, whatever the text. */
function holds({ source, file, diagnostics }: ParseResult): void {
  const { length } = source.text;
  expect(diagnostics.length).toBeLessThanOrEqual(101);
  for (const { span, fixes, labels } of diagnostics) {
    for (const place of [
      span,
      ...labels.map((label) => label.span),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
    ]) {
      expect(place.start).toBeGreaterThanOrEqual(0);
      expect(place.end).toBeGreaterThanOrEqual(place.start);
      expect(place.end).toBeLessThanOrEqual(length);
    }
  }
  visit(file, {
    any: (node) => {
      expect(Object.hasOwn(childFields, node.kind)).toBe(true);
      expect(node.span.start).toBeLessThanOrEqual(node.span.end);
      expect(node.span.end).toBeLessThanOrEqual(length);
      return undefined;
    },
  });
  const isBroken = file.declarations.some((found) => found.kind === "brokenDeclaration" || found.broken);
  const isKnown = diagnostics.length > 0;
  if (isBroken) expect(isKnown).toBe(true);
}

const edit = fc.record({
  at: fc.nat(),
  what: fc.constantFrom("drop", "double", "swap", "cut", "insert"),
  other: fc.nat(),
});

describe.each(ownPrograms)("$name", ({ text }) => {
  const parts = pieces(text);

  test("with some of its tokens wrong", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const edited = [...parts];
        for (const { at, what, other } of edits) {
          const index = at % edited.length;
          const there = other % edited.length;
          if (what === "drop") edited[index] = "";
          else if (what === "double") edited[index] += ` ${edited[index]}`;
          else if (what === "insert") edited[index] += ` ${parts[there]?.trim()} `;
          else if (what === "cut") edited.length = Math.max(1, index);
          else [edited[index], edited[there]] = [edited[there] ?? "", edited[index] ?? ""];
        }
        holds(read(edited.join("")));
      }),
      { numRuns: 60 },
    );
  });

  test("cut off anywhere", () => {
    for (let end = 0; end < text.length; end += 7) holds(read(text.slice(0, end)));
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
