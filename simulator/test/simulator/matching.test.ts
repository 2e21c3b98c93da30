import { expect, test } from "vitest";
import { textsMatching } from "../../src/answers/generate.ts";

test.each([
  "^[A-Z]{2}[0-9]{4}$",
  "^(red|green)$",
  "^[^@ ]+@example\\.com$",
  "^\\d{3}-[^\\d]$",
  "^[\\[\\]]$",
  "^[\u{1F600}-\u{1F64F}]$",
  "^\\[[^a]\\]$",
])("texts are drawn that match %s", (pattern) => {
  const texts = textsMatching(pattern);
  expect(texts).not.toEqual([]);
  for (const text of texts) expect(text).toMatch(new RegExp(pattern, "u"));
});

test.each(["^[^\\s\\S]$", "^[]$", "x[^\\u0000-\\u{10FFFF}]", "^(?!a)b$", "a^b", "("])(
  "none are drawn of %s, and at once",
  (pattern) => {
    expect(textsMatching(pattern)).toEqual([]);
  },
);
