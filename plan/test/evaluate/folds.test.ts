import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { foldNames, isFoldName } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { call, field, fold, it as item, list, read, result, usd, value } from "./expression.ts";

const people = value([
  { name: "Ada", age: 36, team: "a" },
  { name: "Bob", age: 25, team: "b" },
  { name: "Cyd", age: 36, team: "a" },
]);
const age = field(item, "age");
const name = field(item, "name");
const over30 = call("number.greater", age, value(30));

test.each<[string, Expression, Json]>([
  ["map", fold("map", people, name), ["Ada", "Bob", "Cyd"]],
  ["filter", fold("map", fold("filter", people, over30), name), ["Ada", "Cyd"]],
  ["any", fold("any", people, over30), true],
  ["any of none", fold("any", value([]), over30), false],
  ["all", fold("all", people, over30), false],
  ["all of none", fold("all", value([]), over30), true],
  ["any without a function", fold("any", value([false, true])), true],
  ["count", fold("count", people, over30), 2],
  ["count without a function", fold("count", people), 3],
  ["sum", fold("sum", people, age), 97],
  ["sum of none", fold("sum", value([])), 0],
  ["sum_money", fold("sum_money", value([usd("0.1"), usd("0.2")])), usd("0.3")],
  ["sum_money of none", fold("sum_money", value([])), null],
  ["min", fold("min", people, age), 25],
  ["max", fold("max", people, name), "Cyd"],
  ["max of amounts", fold("max", value([usd("9"), usd("10")])), usd("10")],
  ["min of none", fold("min", value([])), null],
  ["sort_by", fold("map", fold("sort_by", people, age), name), ["Bob", "Ada", "Cyd"]],
  ["sort_by, none last", fold("sort_by", value([null, 2, null, 1])), [1, 2, null, null]],
  [
    "group_by",
    fold("group_by", value([1, 2, 3]), call("number.remainder", item, value(2))),
    { "0": [2], "1": [1, 3] },
  ],
  ["find", field(fold("find", people, over30), "name"), "Ada"],
  ["find nothing", fold("find", value([1]), value(false)), null],
  ["flatten", fold("flatten", value([[1], [], [2, [3]]])), [1, 2, [3]]],
  ["flatten with a function", fold("flatten", value([1, 2]), list(item, item)), [1, 1, 2, 2]],
  [
    "distinct",
    fold("distinct", value([1, "1", 1, { a: null }, {}, usd("1"), usd("1")])),
    [1, "1", { a: null }, usd("1")],
  ],
  ["distinct by", fold("map", fold("distinct", people, field(item, "team")), name), ["Ada", "Bob"]],
])("%s", (_, expression, expected) => {
  expect(result(expression)).toEqual({ value: expected });
});

describe("what is not known within a list", () => {
  const maybe = call("any.equal", item, read("wanted"));
  const known = (fn: string, of: Json, body: Expression) => result(fold(fn, value(of), body));
  const sure = {
    op: "match",
    subject: item,
    arms: [{ patterns: [{ is: 1 }], value: value(true) }],
    otherwise: maybe,
  };
  const unknown = { unknown: ["wanted"] };

  test("makes the whole unknown where it counts", () => {
    for (const fn of ["map", "filter", "count", "sort_by", "group_by", "distinct", "min"]) {
      expect(known(fn, [2], maybe)).toEqual(unknown);
    }
    expect(known("any", [2], maybe)).toEqual(unknown);
    expect(known("all", [1, 2], sure as Expression)).toEqual(unknown);
    expect(known("find", [2, 1], sure as Expression)).toEqual(unknown);
  });

  test("doesn't where the rest decides", () => {
    expect(known("any", [2, 1], sure as Expression)).toEqual({ value: true });
    expect(known("find", [1, 2], sure as Expression)).toEqual({ value: 1 });
    const no = { ...sure, arms: [{ patterns: [{ is: 1 }], value: value(false) }] } as Expression;
    expect(known("all", [2, 1], no)).toEqual({ value: false });
  });
});

test.each<[string, Expression, string]>([
  ["of no list", fold("map", value("abc"), item), "`map` was asked of text"],
  ["no condition", fold("filter", value([1]), item), "the function has to give true or false"],
  ["no condition in any", fold("any", value([1]), item), "the function has to give true or false"],
  ["text in a sum", fold("sum", value(["1"])), "only numbers can be summed"],
  ["numbers in a sum of money", fold("sum_money", value([1])), "only amounts of money can be summed"],
  [
    "two currencies",
    fold("sum_money", value([usd("1"), { amount: "1", currency: "EUR" }])),
    "USD and EUR are different currencies",
  ],
  ["no order", fold("sort_by", value([1, "a"])), "the values have no common order"],
  ["no order of records", fold("max", value([{}, {}])), "the values have no common order"],
  [
    "no name of a group",
    fold("group_by", value([[1]])),
    "items are grouped by texts, members, numbers or conditions",
  ],
  ["no list to flatten", fold("flatten", value([1])), "only a list of lists can be flattened"],
])("faults: %s", (_, expression, says) => {
  expect(result(expression)).toEqual({ fault: says });
});

test("sorting is stable and loses nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key: fc.integer({ min: 0, max: 3 }), id: fc.nat() })), (items) => {
      const sorted = result(fold("sort_by", value(items), field(item, "key")));
      expect(sorted).toEqual({ value: items.toSorted((a, b) => a.key - b.key) });
    }),
  );
});

test("groups hold each item once, under the name of its key", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "__proto__", "constructor")), (keys) => {
      const grouped = result(fold("group_by", value(keys)));
      const groups = Object.entries("value" in grouped ? (grouped.value as Record<string, string[]>) : {});
      expect(groups.flatMap(([, items]) => items).toSorted()).toEqual(keys.toSorted());
      for (const [key, items] of groups) expect(new Set(items)).toEqual(new Set([key]));
    }),
  );
});

test("the names are a closed list", () => {
  expect([...foldNames].every(isFoldName)).toBe(true);
  expect(isFoldName("toString")).toBe(false);
});
