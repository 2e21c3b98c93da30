import type { Json } from "@orchlang/plan";
import { functionNames, functionOf, isFunctionName, takes } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applied, call, result, usd, value } from "./expression.ts";

const at = "2026-12-01T10:30:00.000Z";
const eur = { amount: "1", currency: "EUR" };
const outside = "the result lies outside the years 0000 to 9999";

/** `name(arguments)` and its value. */
const values: readonly (readonly [string, readonly Json[], Json])[] = [
  ["number.add", [0.1, 0.2], 0.30000000000000004],
  ["number.subtract", [1, 3], -2],
  ["number.multiply", [-1, 0], 0],
  ["number.divide", [1, 4], 0.25],
  ["number.remainder", [-1, 7], 6],
  ["number.negate", [0], 0],
  ["number.abs", [-2], 2],
  ["number.round", [-2.5], -3],
  ["number.round", [2.5], 3],
  ["number.floor", [-1.5], -2],
  ["number.ceil", [-1.5], -1],
  ["number.min", [3, 1, 2], 1],
  ["number.max", [3], 3],
  ["number.less", [1, 1], false],
  ["number.lessOrEqual", [1, 1], true],
  ["number.greater", [2, 1], true],
  ["number.greaterOrEqual", [1, 2], false],
  ["ratio.noisy_or", [0.5, 0.5], 0.75],
  ["ratio.noisy_or", [0.55, 0.6], 0.82],
  ["ratio.noisy_or", [1.2, -3], 1],
  ["money.add", [usd("0.1"), usd("0.2")], usd("0.3")],
  ["money.subtract", [usd("0.3"), usd("0.3")], usd("0")],
  ["money.times", [usd("0.0001"), 2000], usd("0.2")],
  ["money.over", [usd("1"), 3], usd(`0.${"3".repeat(30)}`)],
  ["money.ratio", [usd("1"), usd("8")], 0.125],
  ["money.negate", [usd("-3")], usd("3")],
  ["money.abs", [usd("-3")], usd("3")],
  ["money.round", [usd("0.125"), 2], usd("0.12")],
  ["money.min", [usd("9"), usd("10")], usd("9")],
  ["money.max", [usd("9"), usd("10")], usd("10")],
  ["money.less", [usd("9"), usd("10")], true],
  ["money.lessOrEqual", [usd("0.351"), usd("1")], true],
  ["money.greater", [usd("9"), usd("10")], false],
  ["money.greaterOrEqual", [usd("10"), usd("10")], true],
  ["text.size", ["a😀é"], 3],
  ["text.lower", ["ÄB"], "äb"],
  ["text.upper", ["straße"], "STRASSE"],
  ["text.trim", [" a\n"], "a"],
  ["text.contains", ["abc", "b"], true],
  ["text.starts_with", ["abc", "b"], false],
  ["text.ends_with", ["abc", "bc"], true],
  ["text.split", ["a,b,", ","], ["a", "b", ""]],
  ["text.split", ["a😀", ""], ["a", "😀"]],
  ["text.join", [["a", "b"], "-"], "a-b"],
  ["text.replace", ["a.b.c", ".", "+"], "a+b+c"],
  ["text.replace", ["abc", "", "+"], "abc"],
  ["text.replace", ["abc", "b", "$&"], "a$&c"],
  ["text.concat", ["a", "b"], "ab"],
  ["text.less", ["a", "b"], true],
  ["text.lessOrEqual", ["b", "a"], false],
  ["text.greater", ["b", "a"], true],
  ["text.greaterOrEqual", ["a", "a"], true],
  ["text.of_text", ["a"], "a"],
  ["text.of_number", [1e-7], "0.0000001"],
  ["text.of_number", [1e21], "1000000000000000000000"],
  ["text.of_bool", [false], "false"],
  ["text.of_ratio", [0.07], "7%"],
  ["text.of_money", [usd("0.05")], "$0.05"],
  ["text.of_money", [{ amount: "12.5", currency: "SEK" }], "12.50SEK"],
  ["text.of_duration", [90_000], "90s"],
  ["text.of_quantity", [294.65, "K"], "294.65K"],
  ["text.of_instant", ["2026-12-01T10:00:00.000Z"], "2026-12-01T10:00Z"],
  ["text.of_instant", ["2026-12-01T10:00:05.000Z"], "2026-12-01T10:00:05Z"],
  ["text.of_instant", ["2026-12-01T10:00:00.250Z"], "2026-12-01T10:00:00.250Z"],
  ["text.of_date", ["2026-12-01"], "2026-12-01"],
  ["text.of_time", ["22:00:00"], "22:00"],
  ["text.of_time", ["22:00:30"], "22:00:30"],
  ["text.of_geo", [{ lat: 26.78, lon: -80.05 }], "geo(26.78, -80.05)"],
  ["text.of_json", [{ b: 1, a: [null] }], '{"a":[null],"b":1}'],
  ["text.of_json", [null], "none"],
  ["text.of_any", ["a"], "a"],
  ["text.of_any", [null], "none"],
  ["text.of_any", [[1, "a"]], '[1,"a"]'],
  ["text.of_money", [null], "none"],
  ["instant.add", [at, 90_000], "2026-12-01T10:31:30.000Z"],
  ["instant.subtract", [at, 86_400_000], "2026-11-30T10:30:00.000Z"],
  ["instant.difference", [at, "2026-12-01T10:00:00.000Z"], 1_800_000],
  ["instant.hour", [at, "UTC"], 10],
  ["instant.hour", [at, "Europe/Berlin"], 11],
  ["instant.minute", [at, "Asia/Kolkata"], 0],
  ["instant.time", [at, "America/New_York"], "05:30:00"],
  ["instant.date", [at, "Pacific/Kiritimati"], "2026-12-02"],
  ["instant.weekday", [at, "UTC"], 2],
  ["instant.min", [at, "2026-01-01T00:00:00.000Z"], "2026-01-01T00:00:00.000Z"],
  ["instant.max", [at, "2026-01-01T00:00:00.000Z"], at],
  ["instant.less", ["2026-01-01T00:00:00.000Z", at], true],
  ["instant.lessOrEqual", [at, at], true],
  ["instant.greater", [at, at], false],
  ["instant.greaterOrEqual", [at, at], true],
  ["date.add", ["2026-12-31", 86_400_000], "2027-01-01"],
  ["date.subtract", ["2026-03-01", 7 * 86_400_000], "2026-02-22"],
  ["date.add_days", ["2024-02-28", 1], "2024-02-29"],
  ["date.add_months", ["2024-01-31", 1], "2024-02-29"],
  ["date.add_months", ["2023-01-31", 1], "2023-02-28"],
  ["date.add_months", ["2023-01-31", -2], "2022-11-30"],
  ["date.add_months", ["2023-12-05", 13], "2025-01-05"],
  ["date.add_business_days", ["2026-11-25", 3], "2026-11-30"],
  ["date.add_business_days", ["2026-11-28", 1], "2026-11-30"],
  ["date.add_business_days", ["2026-11-28", -1], "2026-11-27"],
  ["date.add_business_days", ["2026-11-30", -1], "2026-11-27"],
  ["date.add_business_days", ["2026-11-28", 0], "2026-11-28"],
  ["date.add_business_days", ["1969-12-31", 2], "1970-01-02"],
  ["date.difference", ["2026-12-02", "2026-12-01"], 86_400_000],
  ["date.weekday", ["1969-12-28"], 7],
  ["date.weekday", ["2026-12-07"], 1],
  ["date.year", ["0042-01-02"], 42],
  ["date.month", ["2026-12-01"], 12],
  ["date.day", ["2026-12-09"], 9],
  ["date.at", ["2026-07-01", "12:00:00", "Europe/Berlin"], "2026-07-01T10:00:00.000Z"],
  ["date.at", ["2026-03-29", "02:30:00", "Europe/Berlin"], "2026-03-29T01:30:00.000Z"],
  ["date.at", ["2026-10-25", "02:30:00", "Europe/Berlin"], "2026-10-25T00:30:00.000Z"],
  ["date.at", ["2026-01-01", "00:00:00", "UTC"], "2026-01-01T00:00:00.000Z"],
  ["date.less", ["2026-12-01", "2026-12-02"], true],
  ["date.lessOrEqual", ["2026-12-01", "2026-12-01"], true],
  ["date.greater", ["2026-12-01", "2026-12-02"], false],
  ["date.greaterOrEqual", ["2026-12-01", "2026-12-02"], false],
  ["time.between", ["23:00:00", "22:00:00", "07:00:00"], true],
  ["time.between", ["06:59:59", "22:00:00", "07:00:00"], true],
  ["time.between", ["07:00:00", "22:00:00", "07:00:00"], false],
  ["time.between", ["22:00:00", "22:00:00", "07:00:00"], true],
  ["time.between", ["12:00:00", "08:00:00", "12:00:00"], false],
  ["time.hour", ["22:15:00"], 22],
  ["time.minute", ["22:15:00"], 15],
  ["time.less", ["08:00:00", "09:00:00"], true],
  ["time.lessOrEqual", ["09:00:00", "08:00:00"], false],
  ["time.greater", ["09:00:00", "08:00:00"], true],
  ["time.greaterOrEqual", ["09:00:00", "09:00:00"], true],
  ["list.size", [[1, 2]], 2],
  ["list.at", [["a"], 0], "a"],
  ["list.at", [["a"], 1], null],
  ["list.at", [["a"], -1], null],
  ["list.first", [[]], null],
  ["list.first", [[1, 2]], 1],
  ["list.last", [[1, 2]], 2],
  ["list.last", [[]], null],
  ["list.contains", [[usd("1")], usd("1")], true],
  ["list.contains", [[1], "1"], false],
  ["list.concat", [[1], [[2]]], [1, [2]]],
  ["list.range", [1, 3], [1, 2, 3]],
  ["list.range", [2, 2], [2]],
  ["list.range", [3, 1], []],
  ["list.take", [[1, 2, 3], 2], [1, 2]],
  ["list.take", [[1], -1], []],
  ["list.skip", [[1, 2, 3], 2], [3]],
  ["list.skip", [[1], 9], []],
  ["list.reverse", [[1, 2]], [2, 1]],
  ["record.get", [{ a: 1 }, "a"], 1],
  ["record.get", [{}, "constructor"], null],
  ["record.has", [{ a: null }, "a"], false],
  ["record.keys", [{ b: 1, a: 2, c: null }], ["a", "b"]],
  ["record.values", [{ b: 1, a: 2 }], [2, 1]],
  ["record.size", [{ b: 1, c: null }], 1],
  ["geo.of", [26.78, -80.05], { lat: 26.78, lon: -80.05 }],
  [
    "geo.distance",
    [
      { lat: 52.52, lon: 13.405 },
      { lat: 48.8566, lon: 2.3522 },
    ],
    877_464.538,
  ],
  [
    "geo.distance",
    [
      { lat: 1, lon: 1 },
      { lat: 1, lon: 1 },
    ],
    0,
  ],
  ["geo.cell", [{ lat: 0.001, lon: 0.001 }, 200], "200:0:0"],
  ["geo.cell", [{ lat: -0.001, lon: 0.01 }, 200], "200:-1:5"],
  ["range.contains", [3, 1, 3], true],
  ["range.contains", [at, "2026-01-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"], false],
  ["range.contains", [usd("5"), usd("1"), usd("10")], true],
  ["any.equal", [{ a: 1, b: null }, { a: 1 }], true],
  ["any.equal", [[1, 2], [1]], false],
  ["any.equal", [[], {}], false],
  ["any.less", [1, 2], true],
  ["any.less", ["a", "B"], false],
  ["any.lessOrEqual", [2, 2], true],
  [
    "any.greater",
    [
      { amount: "2", currency: "USD" },
      { amount: "1.5", currency: "USD" },
    ],
    true,
  ],
  ["any.greaterOrEqual", [false, true], false],
  ["any.notEqual", [usd("1"), eur], true],
  ["label.endorse", [{ a: 1 }], { a: 1 }],
  ["label.declassify", ["x"], "x"],
];

test.each(values)("%s %j", (name, args, expected) => {
  expect(applied(name, ...args)).toEqual({ value: expected });
});

test("every function of the table is tried above", () => {
  const tried = new Set(values.map(([name]) => name));
  expect(functionNames.filter((name) => !tried.has(name))).toEqual([]);
});

test.each<[string, readonly Json[], string]>([
  ["number.divide", [1, 0], "divided by zero"],
  ["number.remainder", [1, 0], "divided by zero"],
  ["number.add", [1.7e308, 1.7e308], "the result is too large a number"],
  ["number.add", [null, 1], "a number was expected, not none"],
  ["money.add", [usd("1"), eur], "USD and EUR are different currencies"],
  ["money.less", [usd("1"), eur], "USD and EUR are different currencies"],
  ["money.over", [usd("1"), 0], "divided by zero"],
  ["money.ratio", [usd("1"), usd("0")], "divided by zero"],
  ["money.times", [usd("1"), 1e300], "an amount can't be multiplied or divided by 1e+300"],
  ["money.times", [usd("9".repeat(30)), 1e20], "the amount is too large"],
  ["money.round", [usd("1"), 0.5], "an amount is rounded to 0 to 30 decimals"],
  [
    "money.add",
    [{ amount: "1.0", currency: "USD" }, usd("1")],
    "an amount of money was expected, not a record",
  ],
  ["text.join", [[1], ","], "only a list of texts can be joined"],
  ["list.at", [[1], 0.5], "an item's number is a whole number"],
  ["list.take", [[1], 0.5], "a number of items is a whole number"],
  ["instant.add", ["9999-12-31T23:59:59.999Z", 1], outside],
  ["instant.add", ["2026-12-01", 1], "an instant was expected, not text"],
  ["instant.hour", [at, "Europe/Atlantis"], '"Europe/Atlantis" is no time zone'],
  ["instant.hour", ["x", "UTC"], "an instant was expected, not text"],
  ["date.add", ["2026-12-01", 1], "a date moves by whole days"],
  ["date.add_days", ["9999-12-31", 1], outside],
  ["date.add_months", ["9999-12-31", 1], outside],
  ["date.add_months", ["0000-01-31", -1], outside],
  ["date.add_business_days", ["9999-12-31", 1], outside],
  ["date.at", ["2026-12-01", "12:00:00", "Mars"], '"Mars" is no time zone'],
  ["date.at", ["2026-12-01", "25:00:00", "UTC"], "a time of day was expected, not text"],
  ["geo.of", [91, 0], "geo(91, 0) is no place on earth"],
  ["geo.cell", [{ lat: 0, lon: 0 }, 0], "a cell is larger than zero"],
  ["range.contains", [1, "a", "b"], "a number doesn't compare with text and text"],
  ["text.replace", ["a".repeat(4_000), "a", "b".repeat(4_000)], "the text becomes too long"],
])("%s %j faults", (name, args, says) => {
  expect(applied(name, ...args)).toEqual({ fault: says });
});

test("no function throws or gives what is not JSON, whatever it is given", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...functionNames),
      fc.array(odd(), { minLength: 0, maxLength: 4 }),
      (name, args) => {
        const found = functionOf(name);
        const given = args.slice(0, typeof found?.arity === "number" ? found.arity : 4);
        const evaluated = result(call(name, ...given.map((arg) => value(arg as Json))));
        if ("value" in evaluated)
          expect(JSON.parse(JSON.stringify(evaluated.value))).toEqual(evaluated.value);
        else expect(evaluated).toHaveProperty("fault");
      },
    ),
    { numRuns: 5_000 },
  );
});

test("the table is closed", () => {
  expect(isFunctionName("constructor")).toBe(false);
  expect(functionOf("__proto__")).toBeUndefined();
  const add = functionOf("number.add");
  const concat = functionOf("text.concat");
  expect(add && [takes(add, 1), takes(add, 2), takes(add, 3)]).toEqual([false, true, false]);
  expect(concat && [takes(concat, 0), takes(concat, 1), takes(concat, 9)]).toEqual([false, true, true]);
});

function odd() {
  return fc.oneof(
    fc.constantFrom<Json>(
      0,
      -1,
      0.5,
      1e308,
      -1e-308,
      "",
      "UTC",
      "Europe/Berlin",
      "a,b",
      at,
      "0000-01-01T00:00:00.000Z",
      "2026-12-01",
      "0000-01-01",
      "23:59:59",
      usd("1"),
      usd("-0.5"),
      eur,
      [],
      ["a"],
      [[1]],
      {},
      { lat: 90, lon: -180 },
      null,
      true,
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
}
