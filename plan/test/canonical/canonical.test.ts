import type { Json } from "@orchlang/plan";
import { canonical, canonicalBytes, jsonDepthMax, UncanonicalValue } from "@orchlang/plan/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { naughtyStrings } from "../naughty.ts";
import { numbers, vectors } from "./vectors.ts";

describe("as RFC 8785 has it", () => {
  test.each(vectors)("$name", ({ input, output, hex }) => {
    const json = JSON.parse(input) as Json;
    expect(canonical(json)).toBe(output);
    const bytes = [...canonicalBytes(json)].map((byte) => byte.toString(16).padStart(2, "0"));
    expect(bytes.join(" ")).toBe(hex);
  });

  test.each(numbers)("the number %s is %s", (bits, text) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonical(view.getFloat64(0))).toBe(text);
    expect(canonical({ of: [view.getFloat64(0)] })).toBe(`{"of":[${text}]}`);
  });
});

test.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [
    { "\ue000": 1, "\ud83d\ude00": 2, é: 3, e: 4, "10": 5, "9": 6 },
    '{"10":5,"9":6,"e":4,"é":3,"😀":2,"\ue000":1}',
  ],
  [[-0, 1e21, 1e-7, 0.1 + 0.2, 100], "[0,1e+21,1e-7,0.30000000000000004,100]"],
  ['\u0000\u001f\u007f"\\/\n', '"\\u0000\\u001f\u007f\\"\\\\/\\n"'],
  [{ a: undefined, b: null } as unknown as Json, '{"b":null}'],
  [[], "[]"],
  [{}, "{}"],
])("%j", (json, text) => {
  expect(canonical(json as Json)).toBe(text);
});

test.each([
  [{ a: [1, Number.NaN] }, "/a/1", "NaN"],
  [{ "a/b": { "~": Number.POSITIVE_INFINITY } }, "/a~1b/~0", "Infinity"],
  ["\ud800", "", "surrogate"],
  [{ "\udc00": 1 }, "/\udc00", "surrogate"],
  [[undefined], "/0", "undefined"],
  [{ at: new Date(0) }, "/at", "toISOString"],
  [{ of: new Map() }, "/of", "Map"],
  [[() => 1], "/0", "function"],
  [[1n], "/0", "BigInt"],
])("refuses %o", (value, path, says) => {
  const refused = refusal(value);
  expect(refused.path).toBe(path);
  expect(refused.message).toContain(says);
});

test("refuses what is nested without end, and what is nested too deep", () => {
  const loop: unknown[] = [];
  loop.push(loop);
  expect(refusal(loop).message).toContain("deep");
  expect(refusal(nested(jsonDepthMax + 1)).message).toContain("deep");
  expect(canonical(nested(jsonDepthMax) as Json)).toHaveLength(2 * jsonDepthMax);
});

test("what is parsed again is the same text again", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonical(value as Json);
      expect(canonical(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the order of fields does not count", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (record) => {
      const turned = Object.fromEntries(Object.entries(record).toReversed());
      expect(canonical(turned as Json)).toBe(canonical(record as Json));
    }),
  );
});

test("at every depth, and whatever looks like half a character, order does not count", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\\ud83d", "\\\\udc00", "\u2028", "10", "9"),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.array(tie("value")),
      fc.dictionary(text, tie("value")),
    ),
  }));
  fc.assert(
    fc.property(value, (some) => {
      const sorted = ordered(some, (one, other) => (one < other ? -1 : 1));
      const turned = ordered(some, (one, other) => (one < other ? 1 : -1));
      expect(canonical(turned)).toBe(canonical(sorted));
      expect(JSON.parse(canonical(sorted))).toEqual(JSON.parse(JSON.stringify(some)));
    }),
  );
  expect(refusal({ a: "\ud83d" }).path).toBe("/a");
});

function ordered(value: unknown, by: (one: string, other: string) => number): Json {
  if (Array.isArray(value)) return value.map((item) => ordered(item, by));
  if (typeof value !== "object" || value === null) return value as Json;
  const entries = Object.entries(value).sort(([one], [other]) => by(one, other));
  return Object.fromEntries(entries.map(([name, item]) => [name, ordered(item, by)]));
}

test("naughty strings come through as values and as names", () => {
  for (const naughty of naughtyStrings) {
    const record = Object.fromEntries([[naughty, naughty]]);
    const back = JSON.parse(canonical(record)) as Record<string, string>;
    expect(Object.entries(back)).toEqual([[naughty, naughty]]);
  }
});

function nested(depth: number): unknown {
  let value: unknown[] = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

function refusal(value: unknown): UncanonicalValue {
  try {
    canonical(value as Json);
  } catch (error) {
    if (error instanceof UncanonicalValue) return error;
    throw error;
  }
  throw new Error("it was accepted");
}
