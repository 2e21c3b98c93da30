import type { Json, Schema } from "@orchlang/plan";
import { type AdmitOptions, admit, schemas } from "@orchlang/plan/boundary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { naughtyStrings } from "../naughty.ts";

const defs: Readonly<Record<string, Schema>> = {
  "shop.Product": schemas.record({ id: schemas.string(), price: schemas.money("USD") }),
  "shop.Tree": schemas.record({ of: schemas.list(schemas.named("shop.Tree")) }),
  "shop.Loop": schemas.named("shop.Loop"),
};
const none = {};

function admitted(schema: Schema, value: unknown, options?: AdmitOptions): unknown {
  const result = admit(schema, value, defs, options);
  return "ok" in result ? { ok: result.ok } : result.faults.map(({ at, says }) => `${at}: ${says}`);
}

describe("values of each type", () => {
  test.each<[string, Schema, unknown, unknown]>([
    ["Bool", schemas.bool(), true, true],
    ["Int", schemas.int({ min: 1, max: 3 }), 3, 3],
    ["Float", schemas.float(), -0, 0],
    ["Ratio", schemas.ratio({ min: 0, max: 1 }), 0.8, 0.8],
    ["String", schemas.string(), "a", "a"],
    ["String matching", schemas.string({ pattern: "a|b" }), "b", "b"],
    ["Email", schemas.email(), "ada.l+x@exämple.co.uk", "ada.l+x@exämple.co.uk"],
    ["Url", schemas.url(), "https://example.com/a?b#c", "https://example.com/a?b#c"],
    ["Instant", schemas.instant(), "2026-12-01T10:00:00.5+02:00", "2026-12-01T08:00:00.500Z"],
    ["Date", schemas.date(), "2024-02-29", "2024-02-29"],
    ["TimeOfDay", schemas.timeOfDay(), "22:00", "22:00:00"],
    ["Duration", schemas.duration(), 90_000, 90_000],
    ["Length", schemas.quantity("Length", "m"), 1.5, 1.5],
    ["Money", schemas.money(), { amount: "049.00", currency: "SEK" }, { amount: "49", currency: "SEK" }],
    ["Geo", schemas.geo(), { lat: -90, lon: 180 }, { lat: -90, lon: 180 }],
    ["Json", schemas.json(), { a: [null, { b: 1 }] }, { a: [null, { b: 1 }] }],
    ["None", schemas.none(), null, null],
    [
      "list",
      schemas.list(schemas.money()),
      [{ amount: "1.0", currency: "EUR" }],
      [{ amount: "1", currency: "EUR" }],
    ],
    ["enum", schemas.enum(["a", "b"], "T"), "a", "a"],
    ["optional", schemas.optional(schemas.int()), null, null],
    ["optional in a list", schemas.list(schemas.optional(schemas.int())), [1, null], [1, null]],
    ["map", schemas.map(schemas.date()), { a: "2026-12-01" }, { a: "2026-12-01" }],
    ["map of members", schemas.map(schemas.int(), ["a", "b"]), { b: 1 }, { b: 1 }],
    ["Done", schemas.done(schemas.int()), { state: "done", value: 1 }, { state: "done", value: 1 }],
    ["constant", schemas.constant({ a: 1 }), { a: 1 }, { a: 1 }],
    ["anything", true, { a: 1 }, { a: 1 }],
    [
      "named",
      schemas.named("shop.Product"),
      { id: "1", price: { amount: "1.10", currency: "USD" } },
      { id: "1", price: { amount: "1.1", currency: "USD" } },
    ],
    ["named within itself", schemas.named("shop.Tree"), { of: [{ of: [] }] }, { of: [{ of: [] }] }],
  ])("%s", (_, schema, value, normal) => {
    expect(admitted(schema, value)).toEqual({ ok: normal });
    expect(admitted(schema, normal)).toEqual({ ok: normal });
  });
});

describe("what is wrong, in words", () => {
  test.each<[string, Schema, unknown, readonly string[]]>([
    ["Bool", schemas.bool(), "true", [": true or false was expected, got text"]],
    ["Int", schemas.int(), 1.5, [": a whole number was expected, got the number 1.5"]],
    [
      "Int too large",
      schemas.int(),
      1e300,
      [": a whole number that a double holds exactly was expected, got 1e+300"],
    ],
    ["Int in a range", schemas.int({ min: 1, max: 9 }), 0, [": 1 to 9 was expected, got 0"]],
    ["Float", schemas.float({ min: 0 }), -1, [": 0 or more was expected, got -1"]],
    ["Ratio", schemas.ratio(), "80%", [": a ratio (a number, 0.8 for 80%) was expected, got text"]],
    ["String", schemas.string(), 5, [": text was expected, got the number 5"]],
    ["pattern", schemas.string({ pattern: "a|b" }), "ab", [": this text does not match `a|b`"]],
    ["Email", schemas.email(), "ada@", [": this is no e-mail address, such as `ada@example.com`"]],
    ["Email of another type", schemas.email(), ["a"], [": an e-mail address was expected, got a list"]],
    ["Url", schemas.url(), "/relative", [": this is no whole URL, such as `https://example.com/a`"]],
    [
      "Instant",
      schemas.instant(),
      "2026-12-01T10:00",
      [": an instant needs its offset from UTC, as `Z` or `+01:00`"],
    ],
    ["Date", schemas.date(), "2026-02-30", [": 2026-02 has no day 30"]],
    [
      "TimeOfDay",
      schemas.timeOfDay(),
      22,
      [": a time of day as text, `22:00`, was expected, got the number 22"],
    ],
    [
      "Duration",
      schemas.duration(),
      "90s",
      [": a duration (a number of milliseconds) was expected, got text"],
    ],
    [
      "Length",
      schemas.quantity("Length", "m"),
      {},
      [": a Length (a number, in m) was expected, got a record"],
    ],
    ["Money", schemas.money(), "$49", [": a Money is `{ amount, currency }`, got text"]],
    [
      "a number for the amount",
      schemas.money(),
      { amount: 49, currency: "USD" },
      [': a Money is `{ amount, currency }`, its amount decimal digits in text, such as "0.05"'],
    ],
    [
      "currency",
      schemas.money(),
      { amount: "1", currency: "$" },
      [': a Money is `{ amount, currency }`, its currency three capital letters, such as "USD"'],
    ],
    [
      "another currency",
      schemas.money("USD"),
      { amount: "1", currency: "EUR" },
      [": an amount in USD was expected, got one in EUR"],
    ],
    [
      "Money too little",
      schemas.money("USD", { min: "0", max: "10" }),
      { amount: "-1", currency: "USD" },
      [": it is less than $0"],
    ],
    [
      "Money too much",
      schemas.money("USD", { min: "0", max: "10" }),
      { amount: "10.01", currency: "USD" },
      [": it is more than $10"],
    ],
    [
      "Money with more",
      schemas.money(),
      { amount: "1", currency: "USD", x: 1 },
      [": a Money is `{ amount, currency }`, without `x`"],
    ],
    [
      "Geo",
      schemas.geo(),
      { lat: 91 },
      ["lon: is missing: a number is wanted", "lat: -90 to 90 was expected, got 91"],
    ],
    ["None", schemas.none(), 0, [": none (null) was expected, got the number 0"]],
    ["list", schemas.list(schemas.int()), {}, [": a list was expected, got a record"]],
    [
      "size",
      schemas.list(schemas.int(), { min: 2, max: 3 }),
      [1],
      [": 2 or more items were expected, got 1"],
    ],
    ["too many", schemas.list(schemas.int(), { max: 1 }), [1, 2], [": at most 1 items were expected, got 2"]],
    [
      "items",
      schemas.list(schemas.bool()),
      [true, 1, 2],
      [
        "[1]: true or false was expected, got the number 1",
        "[2]: true or false was expected, got the number 2",
      ],
    ],
    ["enum", schemas.enum(["a", "b"]), "c", [": one of `a`, `b` was expected, got `c`"]],
    [
      "enum, not a word",
      schemas.enum(["a", "b"]),
      "a long secret text",
      [": one of `a`, `b` was expected, got text"],
    ],
    ["optional", schemas.optional(schemas.bool()), 1, [": true or false was expected, got the number 1"]],
    ["map", schemas.map(schemas.int(), ["a"]), { b: 1 }, ["b: is none of the names that can stand here"]],
    ["constant", schemas.constant("x"), "y", [": `x` was expected, got `y`"]],
    ["nothing", false, 1, [": no value can stand here"]],
    [
      "named",
      schemas.record({ p: schemas.named("shop.Product") }),
      {},
      ["p: is missing: a Product is wanted"],
    ],
    [
      "named, of another type",
      schemas.named("shop.Product"),
      1,
      [": a Product was expected, got the number 1"],
    ],
    [
      "a record, all at once",
      schemas.record({
        p: schemas.named("shop.Product"),
        n: schemas.int(),
        o: schemas.optional(schemas.int()),
      }),
      { p: { id: 1, price: null, surplus: 1 }, m: 1 },
      [
        "n: is missing: a whole number is wanted",
        "m: is no field here; known are `p`, `n`, `o`",
        "p.surplus: is no field here; known are `id`, `price`",
        "p.id: text was expected, got the number 1",
        "p.price: a Money is `{ amount, currency }`, got none (null)",
      ],
    ],
    [
      "a strange name",
      schemas.record({ "a b": schemas.int() }),
      { "a b": "" },
      ['["a b"]: a whole number was expected, got empty text'],
    ],
  ])("%s", (_, schema, value, faults) => {
    expect(admitted(schema, value)).toEqual(faults);
  });
});

test("places are JSON Pointers too", () => {
  const schema = schemas.record({ "a/b": schemas.list(schemas.record({ "~": schemas.int() })) });
  const result = admit(schema, { "a/b": [{ "~": 1 }, { "~": "x" }] }, defs);
  expect("faults" in result && result.faults[0]?.path).toBe("/a~1b/1/~0");
});

test("none in a record is a field left out", () => {
  const schema = schemas.record({ a: schemas.optional(schemas.instant()), b: schemas.int() }, ["b"]);
  expect(admitted(schema, { a: null })).toEqual({ ok: {} });
  expect(admitted(schema, { a: undefined, b: 1 })).toEqual({ ok: { b: 1 } });
  expect(admitted(schema, { b: null })).toEqual(["b: a whole number was expected, got none (null)"]);
  expect(admitted(schemas.record({ x: schemas.json() }), { x: null })).toEqual({ ok: { x: null } });
});

test("unknown fields are dropped, at every depth, where that is asked for", () => {
  const schema = schemas.record({ p: schemas.named("shop.Product"), m: schemas.map(schemas.int()) });
  const value = {
    p: { id: "1", price: { amount: "1", currency: "USD", x: 1 }, extra: [1] },
    m: { a: 1 },
    z: 1,
  };
  expect(admitted(schema, value, { extra: "drop" })).toEqual({
    ok: { p: { id: "1", price: { amount: "1", currency: "USD" } }, m: { a: 1 } },
  });
  expect(admitted(schema, value)).toHaveLength(3);
});

test("the value that was given is not touched", () => {
  const value = { p: { id: "1", price: { amount: "1.0", currency: "USD" }, x: 1 } };
  const before = structuredClone(value);
  admit(schemas.record({ p: schemas.named("shop.Product") }), value, defs, { extra: "drop" });
  expect(value).toEqual(before);
});

describe("hostile values", () => {
  const json = schemas.json();

  test.each<[string, unknown, string]>([
    ["NaN", { n: Number.NaN }, "n: NaN is not a number that JSON can hold"],
    ["a BigInt", 1n, ": a BigInt is not JSON: give a number, or text where it is large"],
    ["nothing", undefined, ": there is nothing here (undefined)"],
    ["a hole", new Array(2), "[0]: there is nothing here (undefined)"],
    ["a function", { f: () => 1 }, "f: a function is not JSON"],
    ["a symbol", [Symbol("x")], "[0]: a symbol is not JSON"],
    ["a date object", { d: new Date(0) }, "d: a Date object is not JSON: give its `toISOString()`"],
    ["a map", new Map(), ": a Map or Set is not JSON: give a record or a list"],
    ["bytes", [new Uint8Array(9)], "[0]: raw bytes are not JSON: give text, such as base64"],
    ["a promise", Promise.resolve(1), ": a promise is not JSON: wait for it first"],
    ["half a character", { t: "\ud800" }, "t: this text holds half a character (a lone surrogate)"],
    [
      "a prototype",
      JSON.parse('{"a":{"__proto__":{"x":1}}}'),
      "a.__proto__: a field can't be named `__proto__`",
    ],
  ])("%s", (_, value, fault) => {
    expect(admitted(json, value)).toEqual([fault]);
  });

  test("nested without end", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 === 0 ? [deep] : { a: deep };
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    for (const [value, schema] of [
      [deep, json],
      [loop, json],
      [deep, schemas.named("shop.Tree")],
    ] as const) {
      const faults = admitted(schema, value) as string[];
      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain("more than 1000 deep");
    }
  });

  test("a getter that throws", () => {
    const value = {
      get trap(): never {
        throw new Error("boom");
      },
    };
    expect(admitted(json, value)).toEqual([": reading it failed: Error: boom"]);
  });

  test("names that every object has are no fields", () => {
    const schema = schemas.record({ toString: schemas.int(), constructor: schemas.optional(schemas.int()) });
    expect(admitted(schema, {})).toEqual(["toString: is missing: a whole number is wanted"]);
    expect(admitted(schema, { toString: 1 })).toEqual({ ok: { toString: 1 } });
  });

  test("a million wrong items are one mistake", () => {
    const many = Array.from({ length: 1_000_000 }, () => "x");
    expect(admitted(schemas.list(schemas.int()), many)).toEqual([
      "[0]: a whole number was expected, got text",
    ]);
    expect(admitted(schemas.list(schemas.int()), many.slice(0, 50_000))).toHaveLength(200);
  });

  test("a type that can't be checked is a fault", () => {
    expect(admitted(schemas.named("nobody"), 1)).toEqual([
      expect.stringContaining("its type can't be checked"),
    ]);
    expect(admitted({ type: "word" }, 1)).toEqual([expect.stringContaining("its type can't be checked")]);
    expect(admitted(schemas.string({ pattern: "(" }), "a")).toEqual([
      expect.stringContaining("can't be checked"),
    ]);
    expect(admitted(schemas.named("shop.Loop"), 1)).toEqual([expect.stringContaining("can't be checked")]);
  });

  test("naughty strings come through unchanged where text is wanted", () => {
    expect(admitted(schemas.list(schemas.string()), naughtyStrings)).toEqual({ ok: naughtyStrings });
    const named = Object.fromEntries(
      naughtyStrings.filter((name) => name !== "__proto__").map((name) => [name, name]),
    );
    expect(admitted(schemas.map(schemas.string()), named)).toEqual({ ok: named });
    for (const one of naughtyStrings) {
      for (const schema of [
        schemas.instant(),
        schemas.date(),
        schemas.timeOfDay(),
        schemas.money(),
        schemas.geo(),
      ]) {
        expect(admitted(schema, one)).toHaveLength(1);
      }
    }
  });
});

const anyType: fc.Arbitrary<Schema> = fc.letrec<{ type: Schema }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      schemas.bool(),
      schemas.int({ min: 0 }),
      schemas.string(),
      schemas.email(),
      schemas.instant(),
      schemas.date(),
      schemas.timeOfDay(),
      schemas.money(),
      schemas.money("USD"),
      schemas.geo(),
      schemas.json(),
      schemas.none(),
      schemas.enum(["a", "b"]),
      schemas.done(),
      schemas.named("shop.Product"),
    ),
    tie("type").map((type) => schemas.list(type, { max: 3 })),
    tie("type").map((type) => schemas.optional(type)),
    tie("type").map((type) => schemas.map(type)),
    fc.tuple(tie("type"), tie("type")).map(([a, b]) => schemas.record({ a, b })),
  ),
})).type;

const anyValue = fc.oneof(
  fc.anything(),
  fc.jsonValue(),
  fc.record({ a: fc.jsonValue(), b: fc.constantFrom("2026-12-01", "22:00", 1, null) }),
  fc.constantFrom<Json>({ amount: "1.50", currency: "USD" }, "2026-12-01T10:00+01:00", "22:00", ["a"], {
    state: "done",
  }),
);

test("whatever is given: JSON in its normal form, or faults; no exception", () => {
  fc.assert(
    fc.property(
      anyType,
      anyValue,
      fc.constantFrom<"fault" | "drop">("fault", "drop"),
      (schema, value, extra) => {
        const result = admit(schema, value, defs, { extra });
        if ("faults" in result) {
          expect(result.faults.length).toBeGreaterThan(0);
          return;
        }
        expect(JSON.parse(JSON.stringify(result.ok))).toEqual(result.ok);
        expect(admit(schema, result.ok, defs)).toEqual({ ok: result.ok });
      },
    ),
    { numRuns: 500 },
  );
});

test("other plans' types of the same name are other types", () => {
  const schema = schemas.named("T");
  expect(admit(schema, 1, { T: schemas.int() })).toEqual({ ok: 1 });
  expect(admit(schema, 1, { T: schemas.string() })).toHaveProperty("faults");
  expect(admit(schema, 1, none)).toHaveProperty("faults");
});
