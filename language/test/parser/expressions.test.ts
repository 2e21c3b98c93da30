import { describe, expect, test } from "vitest";
import { readValue, show } from "../show.ts";

describe("operators bind from the loosest to the tightest", () => {
  test.each([
    ["a or b and c", "(or a (and b c))"],
    ["a and b or c", "(or (and a b) c)"],
    ["not a and b", "(and (not a) b)"],
    ["not a == b", "(not (== a b))"],
    ["not not a", "(not (not a))"],
    ["a and not b in c", "(and a (not (in b c)))"],
    ["a == b + c", "(== a (+ b c))"],
    ["a ?? b ?? c", "(?? a (?? b c))"],
    ["a ?? b == c", "(== (?? a b) c)"],
    ["a ?? 1..2", "(?? a (range 1 2))"],
    ["1 + 1..2 * 5", "(range (+ 1 1) (* 2 5))"],
    ["a - b - c", "(- (- a b) c)"],
    ["a / b * c", "(* (/ a b) c)"],
    ["a - b * c + d", "(+ (- a (* b c)) d)"],
    ["-a * b", "(* (- a) b)"],
    ["a - -b", "(- a (- b))"],
    ["- -a", "(- (- a))"],
    ["-a.b", "(- a.b)"],
    ["-a per h", "(- (per a h))"],
    ["$0.30 per kWh * 2kWh", "(* (per $0.30 kWh) 2kWh)"],
    ["a per h per 5m", "(per (per a h) 5m)"],
    ["a is some or b is not none", "(or (is a some) (is not b none))"],
    ["a + b is some", "(is (+ a b) some)"],
    ["(a + b) * c", "(* (+ a b) c)"],
    ["a.b?.c(d).e", "a.b?.c(d).e"],
    ["f(x)(y)", "f(x)(y)"],
    ["x => x + 1", "(lambda x (+ x 1))"],
    ["x => y => x", "(lambda x (lambda y x))"],
    ["if a then b else if c then d else e", "(if a b (if c d e))"],
    ["if a then x => x else y", "(if a (lambda x x) y)"],
    ["match a { b: 1, c | 2..3: 2, else: x => x }", matchShown()],
    ["{ a, b: 1, ...c, if: 2 }", "(record (entry a a) (entry b 1) (spread c) (entry if 2))"],
    ["[a, [b], {}]", "(list a (list b) (record))"],
    ["f(a, b: 1, c)", "f(a, b: 1, c: c)"],
    ["f(at, x => x)", "f(at, (lambda x x))"],
    ["f(if: 1, match: 2)", "f(if: 1, match: 2)"],
    ["step.plan.true", "step.plan.true"],
  ])("%s", (text, shown) => {
    const { value, errors } = readValue(text);
    expect(errors).toEqual([]);
    expect(show(value)).toBe(shown);
  });
});

function matchShown(): string {
  return "(matchExpression a (arm (valuePattern b) 1) (arm (valuePattern c (range 2 3)) 2) (arm else (lambda x x)))";
}

describe("spans", () => {
  test.each([
    ["(a + b) * c", "(a + b) * c"],
    ["a * (b + c)", "a * (b + c)"],
    ["not (a == b)", "not (a == b)"],
    ["-(a)", "-(a)"],
    ["(a).b", "(a).b"],
    ["(a) per h", "(a) per h"],
    ["a is not none", "a is not none"],
    ["f(a) ", "f(a)"],
  ])("of `%s` hold its brackets", (text, spanned) => {
    const { value } = readValue(text);
    const source = `module m\nplan p() {\n  let x = ${text}\n}\n`;
    expect(source.slice(value.span.start, value.span.end)).toBe(spanned);
  });

  test("operators have their own", () => {
    const { value } = readValue("aa  ==  bb");
    expect(value.kind === "binary" && value.operatorSpan.end - value.operatorSpan.start).toBe(2);
  });
});

test("a chain of a thousand operators is read, one of more is told", () => {
  expect(readValue(`1${" + 1".repeat(1_000)}`).errors).toEqual([]);
  expect(readValue(`a${" ?? a".repeat(1_000)}`).errors).toEqual([]);
});
