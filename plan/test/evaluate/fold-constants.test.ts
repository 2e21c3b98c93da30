import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { foldConstants, freeReads } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
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

const p = read("p");

test.each<[string, Expression, Expression]>([
  ["what reads nothing", call("number.add", value(1), value(2)), value(3)],
  ["within what reads", list(p, call("number.add", value(1), value(2))), list(p, value(3))],
  ["a list function", fold("map", value([1, 2]), call("number.negate", item)), value([-1, -2])],
  [
    "within a lambda",
    fold("map", p, call("number.add", item, not(value(true)))),
    fold("map", p, call("number.add", item, value(false))),
  ],
  ["false and", and(value(false), p), value(false)],
  ["true and", and(value(true), p), and(p)],
  ["and false behind what is read stays", and(p, value(false), read("q")), and(p, value(false))],
  ["true or", or(value(true), p), value(true)],
  ["nothing or", or(value(false)), value(false)],
  ["if true", when(value(true), p, read("q")), p],
  ["if false", when(not(value(true)), p, read("q")), read("q")],
  ["none or else", { op: "coalesce", left: value(null), right: p }, p],
  ["some or else", { op: "coalesce", left: value(1), right: p }, value(1)],
  [
    "match",
    {
      op: "match",
      subject: value(2),
      arms: [{ patterns: [{ from: 1, to: 3 }], value: p }],
      otherwise: value(0),
    },
    p,
  ],
  [
    "template",
    {
      op: "template",
      parts: [
        "a",
        { value: value(usd("1")), as: "text.of_money" },
        "b",
        { value: p, as: "text.of_text" },
        "c",
      ],
    },
    { op: "template", parts: ["a$1b", { value: p, as: "text.of_text" }, "c"] },
  ],
  ["a fault stays", field(value(1), "x"), field(value(1), "x")],
])("%s", (_, expression, folded) => {
  expect(foldConstants(expression)).toEqual(folded);
});

const expressions: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression; truth: Expression }>((tie) => ({
  truth: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(value(true), value(false), p, read("q")),
    tie("truth").map(not),
    fc.array(tie("truth"), { maxLength: 3 }).map((items) => and(...items)),
    fc.array(tie("truth"), { maxLength: 3 }).map((items) => or(...items)),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => call("any.equal", a, b)),
    tie("any").map((of): Expression => ({ op: "isNone", of })),
  ),
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, 0, 1, 2.5, "a", [1, 2, 3]).map(value),
    fc.constantFrom(read("x"), read("y"), item),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => call("number.add", a, b)),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => call("number.divide", a, b)),
    fc.tuple(tie("truth"), tie("any"), tie("any")).map(([a, b, c]) => when(a, b, c)),
    fc.tuple(tie("any"), tie("any")).map(([left, right]): Expression => ({ op: "coalesce", left, right })),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => fold("map", a, b)),
    fc.tuple(tie("any"), tie("any")).map(
      ([a, b]): Expression => ({
        op: "match",
        subject: a,
        arms: [{ patterns: [{ is: 1 }, { from: 2, to: 3 }], value: b }],
        otherwise: a,
      }),
    ),
    fc.tuple(tie("any"), tie("any")).map(
      ([a, b]): Expression => ({
        op: "record",
        entries: [{ name: "a", value: a }, { spread: b }],
      }),
    ),
    tie("any").map((of) => field(of, "a")),
    fc.array(tie("any"), { maxLength: 3 }).map((items) => list(...items)),
    tie("any").map(
      (of): Expression => ({ op: "template", parts: ["<", { value: of, as: "text.of_json" }, ">"] }),
    ),
  ),
})).any;

const knowledge = fc.dictionary(
  fc.constantFrom("p", "q", "x", "y", "it"),
  fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 3 }), fc.constant([1, 2])) as fc.Arbitrary<Json>,
);

test("folding changes no value, no fault, and nothing that is not known", () => {
  fc.assert(
    fc.property(expressions, knowledge, (expression, known) => {
      expect(result(foldConstants(expression), known)).toEqual(result(expression, known));
    }),
    { numRuns: 3_000 },
  );
});

test("folding twice is folding once, and reads nothing new", () => {
  fc.assert(
    fc.property(expressions, (expression) => {
      const folded = foldConstants(expression);
      expect(foldConstants(folded)).toEqual(folded);
      const before = freeReads(expression).map(({ name }) => name);
      for (const { name } of freeReads(folded)) expect(before).toContain(name);
    }),
  );
});

describe("free reads", () => {
  test("each once, in order, lambdas' variables apart", () => {
    const expression = list(
      read("x", "input"),
      fold("map", p, call("number.add", item, read("y", "local"))),
      item,
      read("x", "input"),
      read("x", "node"),
    );
    expect(freeReads(expression)).toEqual([
      read("x", "input"),
      p,
      read("y", "local"),
      item,
      read("x", "node"),
    ]);
  });

  test("are all that is ever read", () => {
    fc.assert(
      fc.property(expressions, knowledge, (expression, known) => {
        const names = freeReads(expression).map(({ name }) => name);
        const only = Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name)));
        expect(result(expression, only)).toEqual(result(expression, known));
      }),
    );
  });
});
