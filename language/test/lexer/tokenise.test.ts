/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are interpolations of the language. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenTypes, word } from "../../src/lexer/token-types.ts";
import { tokenise } from "../../src/lexer/tokenise.ts";
import { contextualWords, reservedWords } from "../../src/lexer/words.ts";
import { createSourceFile } from "../../src/source/source-file.ts";
import { ownPrograms } from "../programs.ts";

function lex(text: string) {
  return tokenise(createSourceFile("f", text));
}

/** The kinds of a text's tokens, the end of the file left out. */
function kindsOf(text: string): string {
  const { tokens, errors } = lex(text);
  expect(errors).toEqual([]);
  return tokens
    .slice(0, -1)
    .map((token) => token.tokenType.name)
    .join(" ");
}

describe("tokens", () => {
  test.each([
    ["a -> b => c", 'NAME "->" NAME "=>" NAME'],
    ["a?.b ?? c?", 'NAME "?." NAME "??" NAME "?"'],
    ["1..2 ...a a.b", 'INT ".." INT "..." NAME NAME "." NAME'],
    ["a<=b>=c==d!=e<f>g", 'NAME "<=" NAME ">=" NAME "==" NAME "!=" NAME "<" NAME ">" NAME'],
    ["f(x)[y]{z}", 'NAME "(" "x" ")" "[" NAME "]" "{" NAME "}"'],
    ["größe 名前 _x x1", "NAME NAME NAME NAME"],
    ["5m 5 m 5 minutes 5\nminutes", "QUANTITY INT NAME QUANTITY INT NAME"],
    ["1 token 2 tokens 3 tokenss", "QUANTITY QUANTITY INT NAME"],
    ["12:30 1:30 12:3", 'TIME INT ":" INT INT ":" INT'],
    ["2026-1-1", 'INT "-" INT "-" INT'],
    ["1_000 1_ 1__0", "INT QUANTITY QUANTITY"],
    ['"a" "b ${c} d" """e"""', "STRING TEMPLATE_HEAD NAME TEMPLATE_TAIL STRING"],
    ['"${{}}${a}"', 'TEMPLATE_HEAD "{" "}" TEMPLATE_MIDDLE NAME TEMPLATE_TAIL'],
    ["a / b // c\n/* d */ e", 'NAME "/" NAME NAME'],
  ])("%s", (text, kinds) => {
    expect(kindsOf(text)).toBe(kinds);
  });

  test("a word that an object has by nature is a name like any other", () => {
    for (const text of ["constructor", "__proto__", "toString", "hasOwnProperty"])
      expect(kindsOf(text)).toBe("NAME");
  });

  test("every keyword has its own kind, in words of the same length and hash too", () => {
    const all = [...reservedWords, ...contextualWords];
    const { tokens } = lex([...all, ...all.toReversed()].join(" "));
    for (const token of tokens.slice(0, -1)) {
      expect(token.tokenType).toBe(word[token.image as keyof typeof word]);
    }
    expect(new Set(tokenTypes.map((type) => type.name)).size).toBe(tokenTypes.length);
  });

  test.each(ownPrograms)("$name: tokens and comments are the text but for white space", ({ text }) => {
    const { tokens, comments } = lex(text);
    const pieces = [
      ...tokens.slice(0, -1),
      ...comments.map(({ start, end }) => ({ startOffset: start, end })),
    ];
    let end = 0;
    for (const piece of pieces.toSorted((a, b) => a.startOffset - b.startOffset)) {
      expect(text.slice(end, piece.startOffset).trim()).toBe("");
      end = piece.end;
    }
    expect(text.slice(end).trim()).toBe("");
    for (const token of tokens) expect(text.slice(token.startOffset, token.end)).toBe(token.image);
  });

  test("whatever the text, tokens follow one another and the end of the file is the last", () => {
    const pieces = fc.constantFrom(
      '"',
      '"""',
      "${",
      "}",
      "{",
      "\n",
      "//",
      "/*",
      "*/",
      "a",
      "5",
      " ",
      "\\",
      "é",
      "$",
      "'",
      "#",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const { tokens } = lex(parts.join(""));
        let end = 0;
        for (const token of tokens) {
          expect(token.startOffset).toBeGreaterThanOrEqual(end);
          end = token.end;
        }
        expect(tokens.at(-1)?.tokenType.name).toBe("EOF");
      }),
    );
  });
});

describe("comments", () => {
  test("are kept with their kind", () => {
    const text = "// a\n/// b\n//// c\n/* d\n e */ f // g";
    expect(lex(text).comments.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)).toEqual([
      "line // a",
      "doc /// b",
      "line //// c",
      "block /* d\n e */",
      "line // g",
    ]);
  });

  test("inside a string there are none", () => {
    expect(lex('"a // b /* c"').comments).toEqual([]);
  });
});

describe("what is no token", () => {
  test.each([
    ["a ; b", "ORCH0011"],
    ["a && b", "ORCH0009"],
    ["a % b", "ORCH0009"],
    ["80 %", "ORCH0014"],
    ["a || b", "ORCH0009"],
    ["!a", "ORCH0009"],
    ["'a'", "ORCH0010"],
    ["`a`", "ORCH0010"],
    ["“a”", "ORCH0010"],
    ["# a\n", "ORCH0012"],
    ["$ 5", "ORCH0013"],
    ["~ ~", "ORCH0001 ORCH0001"],
    ["~~^~", "ORCH0001"],
    ["😀😀", "ORCH0001"],
    ["a\u00a0b", "ORCH0001"],
    ["a\u0000b", "ORCH0001"],
    ["\ud800", "ORCH0001"],
    ['"abc\n', "ORCH0002"],
    ['"""abc\n', "ORCH0002"],
    ['"a ${b\n"c"', "ORCH0003"],
    ['"a ${"b ${c\n', "ORCH0003"],
    ['"""a ${b', "ORCH0003"],
    ["/* a", "ORCH0004"],
    ["'", "ORCH0001"],
  ])("%j", (text, codes) => {
    expect(
      lex(text)
        .errors.map(({ code }) => code)
        .join(" "),
    ).toBe(codes);
  });

  test("what cannot be seen is named by its code point", () => {
    expect(lex("a\u200bb").errors[0]?.message).toBe(
      "There is an invisible character here, a zero-width space (U+200B), which means nothing here.",
    );
  });

  test("a block of text that nobody closed ends before the next declaration", () => {
    const { tokens, errors } = lex('prompt """\n  abc\n\ntool t()\nrole r');
    expect(errors).toHaveLength(1);
    expect(tokens.map(({ image }) => image)).toContain("tool");
  });

  test("of very many errors the rest is counted", () => {
    const { errors, omittedErrors } = lex("; ".repeat(1_000));
    expect([errors.length, omittedErrors]).toEqual([100, 900]);
  });
});
