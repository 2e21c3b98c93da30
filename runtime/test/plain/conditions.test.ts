import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { condition } from "../../src/plain/condition.ts";

const steps = new Map([
  ["a", undefined],
  ["b-2", undefined],
]);

/** What a condition comes to over these values. */
function value(text: string, read: Readonly<Record<string, Json>>): unknown {
  const said = condition(text, { steps, reads: () => undefined });
  if ("wrong" in said) return said.wrong;
  const found = evaluate(said.expression, { read: ({ name }) => ({ value: read[name] ?? null }) });
  return "value" in found ? found.value : found;
}

const read = {
  a: { n: 3, s: "x'y", list: [1, 2], yes: true, none: null, "odd name": 1 },
  input: { go: false, n: 0 },
};

test.each([
  ["a.output.n == 3", true],
  ["{{a.output.n}} === 3", true],
  ["{{ a.output.n }} != 4 && input.go == false", true],
  ["a.output.n >= 3 and a.output.n < 4", true],
  ["a.output.n > 3 or not input.go", true],
  ["!input.go", true],
  ["!(a.output.n == 3) || false", false],
  ["not a.output.yes", false],
  ["a.output.s == 'x\\'y'", true],
  ['a.output.s == "x\'y"', true],
  ["a.output.n in [1, 2, 3]", true],
  ["a.output.n not in [1, 2]", true],
  ["2 in a.output.list", true],
  ["a.output.list[1] == 2", true],
  ["a.output.list[7] == null", true],
  ['a.output["odd name"] == 1', true],
  ["a.output.missing.deeper == none", true],
  ["a.output.yes", true],
  ["a.output.none", false],
  ["input.n", false],
  ["context.n == 0", true],
  ["steps.a.output.n == 3", true],
  ["b-2.output == undefined", true],
  ["-1.5e0 < a.output.n", true],
  ["true", true],
  ["(true)", true],
  ["true and false or true", true],
  ["true or true and false", true],
])("%s is %s", (text, expected) => {
  expect(value(text, read)).toBe(expected);
});

describe("what cannot be compared is told, not taken for false", () => {
  test.each(["a.output.n < 'x'", "a.output.missing > 1", "1 in a.output.n"])("%s", (text) => {
    expect(value(text, read)).toMatchObject({ fault: expect.stringMatching(/compare|expected/) });
  });
});

test.each([
  ["", "the condition is empty"],
  ["a.output.n ==", "the condition ends where a value is wanted"],
  ["== 3", "`==` stands where a value is wanted"],
  ["a.output.n 3", "`3` was not expected after the condition"],
  ["(a.output.n", "`)` is wanted at the end"],
  ["[1 2]", "`,` is wanted before `2`"],
  ["a.output.n # 3", "`# 3` cannot be read in a condition"],
  ["'open", "`'open` cannot be read in a condition"],
  ["c.output", "no step is called `c`; there are `a`, `b-2`, and `input`"],
  ["a == 1", "of the step `a` only its output can be read: `a.output`"],
  ["(".repeat(60), "the condition is nested too deep"],
  ["1 == 1 and ".repeat(600), "the condition is too long"],
])("%s is no condition", (text, told) => {
  expect(value(text, read)).toBe(told);
});

/** JavaScript says the same of what both can say. */
const number = fc.integer({ min: -3, max: 3 });
const compared = fc
  .tuple(number, fc.constantFrom("==", "!=", "<", "<=", ">", ">="), number)
  .map(([one, sign, other]) => `${one} ${sign} ${other}`);
const conditions = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    compared,
    fc.tuple(tie("any"), fc.constantFrom("&&", "||"), tie("any")).map((parts) => parts.join(" ")),
    tie("any").map((inner) => `!(${inner})`),
    tie("any").map((inner) => `(${inner})`),
  ),
})).any;

test("and, or, not and parentheses bind as in JavaScript", () => {
  fc.assert(
    fc.property(conditions, (text) => {
      const javascript = text.replaceAll("==", "===").replaceAll("!=", "!==");
      expect(value(text, {})).toBe(Boolean(new Function(`return ${javascript}`)()));
    }),
  );
});

test("whatever is written is read or told of", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."ab.-2output()[]{}<>=!&|'\" ,1"), maxLength: 30 }),
      (text) => {
        const said = condition(text, { steps, reads: () => undefined });
        expect("wrong" in said ? typeof said.wrong : typeof said.expression).toMatch(/string|object/);
      },
    ),
  );
});
