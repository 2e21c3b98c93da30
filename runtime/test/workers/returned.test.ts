import { runInNewContext } from "node:vm";
import { schemas } from "@orchlang/plan/boundary";
import { expect, test } from "vitest";
import { returnedAsJson } from "../../src/workers/returned.ts";
import { run } from "./jobs.ts";

class Amount {
  readonly #cents: number;

  constructor(cents: number) {
    this.#cents = cents;
  }

  toJSON(): string {
    return `${this.#cents} cents`;
  }
}

class Point {
  x = 1;
  y = 2;
}

class Sealed {
  readonly #kept = 1;

  get kept(): number {
    return this.#kept;
  }
}

test.each<[string, unknown, unknown]>([
  ["a Map", new Map([["a", 1]]), { a: 1 }],
  ["a Map within a Map", new Map([["a", new Map([["b", [new Set([1, 2])]]])]]), { a: { b: [[1, 2]] } }],
  ["a Set", new Set(["x", "y"]), ["x", "y"]],
  ["a Date", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
  ["an address", new URL("https://example.com/a"), "https://example.com/a"],
  ["a small BigInt", [12n], [12]],
  ["what says what it is", { price: new Amount(5) }, { price: "5 cents" }],
  ["a class with fields", new Point(), { x: 1, y: 2 }],
  ["a boxed text", Object("text"), "text"],
  ["a record without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["a record of another realm", runInNewContext("({a: [1]})"), { a: [1] }],
  ["a proxy", new Proxy({ a: 1 }, {}), { a: 1 }],
  ["a field that is undefined", { a: undefined, b: -0 }, { b: 0 }],
  ["the same record twice", ((one) => [one, one])({ a: 1 }), [{ a: 1 }, { a: 1 }]],
  ["nothing", undefined, null],
])("%s has a form in JSON", (_, value, json) => {
  expect(returnedAsJson(value)).toMatchObject({ json });
});

const self: { items: unknown[] } = { items: [] };
self.items.push({ self });
let deep: unknown = 1;
for (let depth = 0; depth < 2_000; depth++) deep = [deep];

test.each<[string, unknown, string]>([
  [
    "a promise",
    { items: [1, 2, Promise.resolve(3)] },
    "result.items[2]: a Promise can't be a value: wait for it first",
  ],
  ["NaN", { a: Number.NaN }, "result.a: NaN can't be a value"],
  ["Infinity", [Number.POSITIVE_INFINITY], "result[0]: Infinity can't be a value"],
  ["a hole in a list", [1, undefined], "result[1]: nothing (undefined) can't be a value"],
  ["a function", { a: { b: () => 1 } }, "result.a.b: a function can't be a value"],
  ["a symbol", [Symbol("x")], "result[0]: a symbol can't be a value"],
  [
    "a large BigInt",
    { a: 2n ** 60n },
    "result.a: a BigInt that is too large for a number can't be a value: give text",
  ],
  ["bytes", { a: Buffer.from("x") }, "result.a: a Buffer can't be a value: give text, such as base64"],
  ["a shared buffer", new SharedArrayBuffer(8), "result: a SharedArrayBuffer can't be a value"],
  ["an error", { a: new TypeError("x") }, "result.a: a TypeError can't be a value: throw it"],
  ["a pattern", /x/, "result: a RegExp can't be a value"],
  ["a WeakMap", new WeakMap(), "result: a WeakMap can't be a value"],
  ["what keeps all to itself", { a: new Sealed() }, "result.a: a Sealed can't be a value"],
  ["a Map by records", new Map([[{}, 1]]), "result: a Map whose keys are no texts can't be a value"],
  ["no time", new Date(Number.NaN), "result: a Date that is no time can't be a value"],
  ["what contains itself", self, "result.items[0].self: it contains itself, which can't be a value"],
  [
    "a getter that throws",
    {
      get a() {
        throw "no";
      },
    },
    "result.a: reading it failed: no",
  ],
  [
    "a proxy that throws",
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    ),
    "result: reading it failed: no",
  ],
  ["half a character", ["\ud800"], "result[0]: this text holds half a character (a lone surrogate)"],
  ["a name of harm", JSON.parse('{"__proto__": 1}'), "result.__proto__: a field can't be named `__proto__`"],
])("%s can't be a value, and its place is told", (_, value, fault) => {
  expect(returnedAsJson(value)).toEqual({ fault });
});

test("what is nested beyond all use is refused", () => {
  expect(returnedAsJson(deep)).toEqual({
    fault: expect.stringMatching(/^result(\[0\]){8}: lists and records/),
  });
});

test("a handler's Map is journalled as the record that it is, and its NaN refused", async () => {
  const counts = { type: "object", additionalProperties: schemas.int() } as const;
  expect(await run("returns#map", { result: counts })).toMatchObject({ outcome: { ok: { a: 1, b: 2 } } });
  expect(await run("returns#nan", { result: schemas.json() })).toMatchObject({
    outcome: {
      failure: {
        class: "invalid_output",
        message: "The handler of nan returned what is no value: result.rate: NaN can't be a value",
      },
      reach: "reached",
    },
  });
  expect(await run("returns#promised", { result: schemas.json() })).toMatchObject({
    outcome: { failure: { details: ["result.items[2]: a Promise can't be a value: wait for it first"] } },
  });
});

test.each([
  ["symbol", "Symbol(why)"],
  ["map", "Map(1) { 'why' => 1 }"],
  ["foreign", "of another realm"],
  ["inTimer", "thrown in a timer"],
])("what is thrown keeps its text: %s", async (name, text) => {
  expect(await run(`throws#${name}`)).toMatchObject({
    outcome: { failure: { message: `It threw no Error but ${text}` } },
  });
});
