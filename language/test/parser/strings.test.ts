/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are interpolations of the language. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constantText } from "../../src/ast/expressions.ts";
import { readValue, show } from "../show.ts";

const quotes = '"""';

function textOf(literal: string): string | undefined {
  const { value, errors } = readValue(literal);
  expect(errors).toEqual([]);
  return value.kind === "string" ? constantText(value) : undefined;
}

describe("strings on one line", () => {
  test.each([
    ['""', ""],
    ['"plain"', "plain"],
    ['"a \\"b\\" \\\\ \\/ \\n\\t\\r\\b\\f"', 'a "b" \\ / \n\t\r\b\f'],
    ['"\\u00e9\\ud83d\\ude00"', "é😀"],
    ['"\\${no} $5 $"', "${no} $5 $"],
    ['"// no comment"', "// no comment"],
  ])("%s", (literal, text) => {
    expect(textOf(literal)).toBe(text);
  });

  test.each([
    ['"${a}"', '["a"]'],
    ['"x ${a.b} y ${c}"', '["x ","a.b"," y ","c"]'],
    ['"${f({ a: "}" })}!"', '["f((record (entry a [\\"}\\"])))","!"]'],
    ['"a ${"b ${"c"}"}"', '["a ","[\\"b \\",\\"[\\\\\\"c\\\\\\"]\\"]"]'],
  ])("%s puts values into the text", (literal, shown) => {
    expect(show(readValue(literal).value)).toBe(shown);
  });

  test("every text can be written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const composed = text.normalize("NFC");
        expect(textOf(JSON.stringify(composed).replaceAll("$", "\\$"))).toBe(composed);
      }),
    );
  });
});

describe("strings on several lines", () => {
  test.each([
    ["an only line", [quotes, "    one", `    ${quotes}`], "one"],
    [
      "deeper lines keep what is deeper",
      [quotes, "    one", "      two", "", `    ${quotes}`],
      "one\n  two\n",
    ],
    ["the closing quotes count", [quotes, "    one", `  ${quotes}`], "  one"],
    ["text beside the quotes", [`${quotes}one`, `    two${quotes}`], "one\ntwo"],
    ["blank lines do not count", [quotes, "    one", "", "    two", `    ${quotes}`], "one\n\ntwo"],
    ["white space on a blank line is nothing", [quotes, "    one", "         ", `    ${quotes}`], "one\n"],
    ["tabs", [quotes, "\t\tone", "\t two", `\t${quotes}`], "\tone\n two"],
    ["one line", [`${quotes}a "b" c${quotes}`], 'a "b" c'],
    ["nothing", [quotes, quotes], ""],
    ["escapes after the lines are made", [quotes, "  a\\n  b", `  ${quotes}`], "a\n  b"],
  ])("%s", (_, lines, text) => {
    expect(textOf(lines.join("\n"))).toBe(text);
  });

  test("values count as text, also where they begin a line", () => {
    const { value } = readValue([quotes, "    ${a}", "      ${b} c", `    ${quotes}`].join("\n"));
    expect(show(value)).toBe('["a","\\n  ","b"," c"]');
  });
});
