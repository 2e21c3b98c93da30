import type { Expression } from "@orchlang/plan/expressions";
import { expect, test } from "vitest";
import {
  and,
  call,
  field,
  fold,
  it as item,
  list,
  not,
  or,
  read,
  result,
  usd,
  value,
  when,
} from "./expression.ts";

const a = read("a");
const b = read("b");
const unknownA = { unknown: ["a"] };

test.each<[string, Expression, unknown]>([
  ["a constant", value({ x: [1] }), { value: { x: [1] } }],
  ["what is not known", a, unknownA],
  ["a field", field(value({ name: "x" }), "name"), { value: "x" }],
  ["a field left out is none", field(value({}), "name"), { value: null }],
  ["a field of the record's own only", field(value({}), "constructor"), { value: null }],
  ["an optional field of none", { op: "field", of: value(null), name: "x", optional: true }, { value: null }],
  [
    "an optional field of text",
    { op: "field", of: value("abc"), name: "x", optional: true },
    { value: null },
  ],
  ["a field of none", field(value(null), "x"), { fault: "`.x` was asked of none" }],
  ["a field of text", field(value("abc"), "length"), { fault: "`.length` was asked of text" }],
  ["a list", list(value(1), value(null)), { value: [1, null] }],
  ["a list with what is not known", list(a, value(1), b, a), { unknown: ["a", "b"] }],
  [
    "a fault goes before what is not known",
    list(a, field(value(1), "x")),
    { fault: "`.x` was asked of a number" },
  ],
  ["none decides nothing", { op: "coalesce", left: value(null), right: value(2) }, { value: 2 }],
  ["some stays", { op: "coalesce", left: value(false), right: a }, { value: false }],
  ["not known or else", { op: "coalesce", left: a, right: value(1) }, unknownA],
  ["is none", { op: "isNone", of: value(null) }, { value: true }],
  ["is some", { op: "isNone", of: value("") }, { value: false }],
  ["is none, not known", { op: "isNone", of: a }, unknownA],
  ["if", when(value(true), value(1), a), { value: 1 }],
  ["if not", when(value(false), a, value(2)), { value: 2 }],
  ["if who knows", when(a, value(1), value(1)), unknownA],
  ["if three", when(value(3), value(1), value(2)), { fault: "a condition was expected, not a number" }],
  ["a call with what is not known", call("number.add", a, call("number.add", b, a)), { unknown: ["a", "b"] }],
  ["no such function", call("number.sin", value(1)), { fault: "there is no function `number.sin`" }],
  [
    "arguments left out",
    call("number.add", value(1)),
    { fault: "`number.add` isn't called with 1 arguments" },
  ],
  [
    "an argument of another type",
    call("number.add", value("1"), value(1)),
    { fault: "a number was expected, not text" },
  ],
  ["no such list function", fold("reduce", value([])), { fault: "there is no list function `reduce`" }],
])("%s", (_, expression, expected) => {
  expect(result(expression)).toEqual(expected);
});

test("a record: later fields win, a spread brings all, none brings nothing", () => {
  const record: Expression = {
    op: "record",
    entries: [
      { name: "a", value: value(1) },
      { spread: value({ a: 2, b: 3 }) },
      { spread: value(null) },
      { name: "b", value: value(4) },
    ],
  };
  expect(result(record)).toEqual({ value: { a: 2, b: 4 } });
  expect(result({ op: "record", entries: [{ spread: value([1]) }] })).toEqual({
    fault: "`...` was asked of a list",
  });
  expect(result({ op: "record", entries: [{ name: "x", value: a }, { spread: b }] })).toEqual({
    unknown: ["a", "b"],
  });
});

test("a field named __proto__ is a field", () => {
  const record = result({ op: "record", entries: [{ name: "__proto__", value: value({ x: 1 }) }] });
  expect(JSON.stringify(record)).toBe('{"value":{"__proto__":{"x":1}}}');
  expect(Object.getPrototypeOf("value" in record ? record.value : null)).toBe(Object.prototype);
});

test("a match takes the first arm that fits", () => {
  const match = (subject: Expression): Expression => ({
    op: "match",
    subject,
    arms: [
      { patterns: [{ is: "x" }, { is: "y" }], value: value("letter") },
      { patterns: [{ from: 1, to: 3 }], value: value("small") },
      { patterns: [{ from: usd("1"), to: usd("10") }], value: value("cheap") },
      { patterns: [{ present: "won" }], value: value("winner") },
      { patterns: [], value: value("never") },
    ],
  });
  const taken = (subject: Expression) =>
    result({ ...match(subject), otherwise: value("else") } as Expression);
  expect(taken(value("y"))).toEqual({ value: "letter" });
  expect(taken(value(1))).toEqual({ value: "small" });
  expect(taken(value(3))).toEqual({ value: "small" });
  expect(taken(value(3.1))).toEqual({ value: "else" });
  expect(taken(value(usd("9.5")))).toEqual({ value: "cheap" });
  expect(taken(value({ amount: "5", currency: "EUR" }))).toEqual({ value: "else" });
  expect(taken(value({ won: false }))).toEqual({ value: "winner" });
  expect(taken(value({ won: null }))).toEqual({ value: "else" });
  expect(taken(a)).toEqual(unknownA);
  expect(result(match(value("z")))).toEqual({ fault: "no arm of the match fits" });
});

test("a template writes texts as they are and the rest as literals", () => {
  const template: Expression = {
    op: "template",
    parts: [
      "At ",
      { value: value(usd("0.05")), as: "text.of_money" },
      " for ",
      { value: value({ b: [1], a: "x" }), as: "text.of_json" },
      ", ",
      { value: value(null), as: "text.of_text" },
    ],
  };
  expect(result(template)).toEqual({ value: 'At $0.05 for {"a":"x","b":[1]}, none' });
  expect(result({ op: "template", parts: ["a", { value: a, as: "text.of_text" }] })).toEqual(unknownA);
});

test("of and and or the one that decides is enough, from left to right", () => {
  const fault = field(value(1), "x");
  expect(result(and(a, value(false)))).toEqual({ value: false });
  expect(result(or(a, value(true)))).toEqual({ value: true });
  expect(result(and(value(true), a, b))).toEqual({ unknown: ["a", "b"] });
  expect(result(and(value(false), fault))).toEqual({ value: false });
  expect(result(and(fault, value(false)))).toHaveProperty("fault");
  expect(result(and(a, fault))).toHaveProperty("fault");
  expect(result(and())).toEqual({ value: true });
  expect(result(or())).toEqual({ value: false });
  expect(result(not(a))).toEqual(unknownA);
  expect(result(and(value(1)))).toEqual({ fault: "a condition was expected, not a number" });
});

test("lambdas see the variables around them, the nearest of a name", () => {
  const x = read("x", "local");
  const nested = fold("map", value([1, 2]), fold("map", value([10, 20]), call("number.add", x, item)), "x");
  expect(result(nested)).toEqual({
    value: [
      [11, 21],
      [12, 22],
    ],
  });
  const shadowed = fold("map", value([1]), fold("map", value([2]), item));
  expect(result(shadowed)).toEqual({ value: [[2]] });
  const after = fold(
    "map",
    value([1, 2]),
    call("list.concat", fold("map", value([9]), x, "y"), list(x)),
    "x",
  );
  expect(result(after)).toEqual({
    value: [
      [1, 1],
      [2, 2],
    ],
  });
});

test("work without end is stopped", () => {
  const many = value(Array.from({ length: 1_001 }, (_, index) => index));
  const thrice = fold("map", many, fold("map", many, fold("map", many, item)));
  expect(result(thrice)).toHaveProperty("fault", "more than 1000000 rounds of list functions");
  let doubled: Expression = value("x".repeat(1_000_000));
  for (let round = 0; round < 10; round++) doubled = call("text.concat", doubled, doubled);
  expect(result(doubled)).toEqual({ fault: "the text becomes too long" });
  let deep: Expression = value(true);
  for (let depth = 0; depth < 50_000; depth++) deep = not(deep);
  expect(result(deep)).toEqual({ fault: "the expression is nested too deep" });
});
