import fc from "fast-check";
import { expect, test } from "vitest";
import { textPattern } from "../../src/boundary/formats.ts";

/* Authors' patterns mean what they mean in JavaScript, and never take long. */

const piece = fc.constantFrom("a", "b", "[ab]", "[^a]", "\\d", "\\w", "(?:ab|a)", "\\u0062", "(?<n>b)", "é");
const count = fc.constantFrom("", "?", "*", "+", "{2}", "{1,3}", "*?");
const pattern = fc
  .array(fc.tuple(piece, count), { minLength: 1, maxLength: 4 })
  // A named group may stand there once only.
  .map((pieces) => `^(?:${pieces.map(([one, times]) => `${one}${times}`).join("")})$`)
  .filter((text) => text.split("?<n>").length <= 2);
const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", "_", "é"), maxLength: 8 });

test("they match what JavaScript's own matches", () => {
  fc.assert(
    fc.property(pattern, text, (form, each) => {
      expect(textPattern(form)?.test(each)).toBe(new RegExp(form, "u").test(each));
    }),
  );
});

test.each([
  ["^(a+)+$", `${"a".repeat(100_000)}!`],
  ["^(a|aa)*$", `${"a".repeat(100_000)}!`],
  ["^(.*)(.*)(.*)(.*)x$", "a".repeat(100_000)],
])("%s is matched at once, whatever the text", (form, each) => {
  expect(textPattern(form)?.test(each)).toBe(false);
});

test.each([
  ["[a-z", "is none"],
  ["a(?=b)", "looks ahead"],
  ["(?<=a)b", "looks behind"],
  ["(a)\\1", "refers back"],
  ["a{2000}", "counts beyond a thousand"],
])("%s %s", (form) => {
  expect(textPattern(form)).toBeUndefined();
});

test("scripts and letters of all alphabets", () => {
  expect(textPattern("^\\p{Script=Greek}+$")?.test("αβγ")).toBe(true);
  expect(textPattern("^\\P{sc=Greek}+$")?.test("αβγ")).toBe(false);
  expect(textPattern("^\\p{L}+$")?.test("ñandú")).toBe(true);
  expect(textPattern("^.$")?.test("😀")).toBe(true);
});
