import type { Schema } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schemaOf } from "../../src/3-check/types/schema.ts";
import { units, world } from "../expressions/understand.ts";
import { types, valuesOf } from "./generated.ts";

const around = "type Mood = happy | sad\ntype Job { id: String, mood: Mood, cost: Money, note: String? }";

/** Whether JSON is a value of a type, by its schema. */
function admits(type: string, value: unknown): boolean {
  const defs = new Map<string, Schema>();
  const schema = schemaOf(world(around).type(type).type, units, defs);
  return "ok" in admit(schema, value, Object.fromEntries(defs));
}

describe("a schema takes what its type holds, and nothing else", () => {
  const job = { id: "j", mood: "happy", cost: { amount: "3", currency: "USD" } };
  const table: readonly (readonly [string, unknown, unknown])[] = [
    ["Int in 1..10", 10, 11],
    ["Int", 3, 3.5],
    ["Ratio in 0%..100%", 0.5, 1.5],
    ["Email", "a@b.example", "a"],
    ["Url", "https://example.com", "example"],
    ['String matching "[a-z]+"', "abc", "abc1"],
    ["Duration", 500, "5m"],
    ["Money", { amount: "0.05", currency: "USD" }, { amount: "0.05", currency: "EUR" }],
    ["Temperature", 294.65, "21.5C"],
    ["Mood", "sad", "glad"],
    ["a | b", "a", "c"],
    ["[Mood] size 1..2", ["sad"], []],
    ["Job", job, { ...job, mood: "glad" }],
    ["[Job]", [job, { ...job, note: "n" }], [{ id: "j" }]],
    ["Job?", null, 3],
    ["Map<String, Int>", { a: 1 }, { a: "x" }],
    ["Map<Mood, Int>", { sad: 1 }, { glad: 1 }],
    ["Done<Job>", { state: "done", value: job }, { state: "maybe" }],
    ["Instant", "2026-12-01T10:00:00.000Z", "tomorrow"],
    ["Geo", { lat: 1, lon: 2 }, { lat: 1 }],
  ];
  for (const [type, good, bad] of table) {
    test(type, () => expect([admits(type, good), admits(type, bad)]).toEqual([true, false]));
  }

  test("any type's schema takes any of its values", () => {
    const pairs = types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type)));
    fc.assert(
      fc.property(pairs, ([type, value]) => {
        const defs = new Map<string, Schema>();
        expect(admit(schemaOf(type, units, defs), value, Object.fromEntries(defs))).toHaveProperty("ok");
      }),
      { numRuns: 300 },
    );
  });
});

test("declared types are written once, by name", () => {
  const defs = new Map<string, Schema>();
  schemaOf(world(around).type("{ a: Job, b: [Job], m: Mood }").type, units, defs);
  expect([...defs.keys()].toSorted()).toEqual(["t.Job", "t.Mood"]);
});
