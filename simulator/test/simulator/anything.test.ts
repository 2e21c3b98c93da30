import { campaign } from "@orchlang/kernel/testing";
import type { Json, Schema } from "@orchlang/plan";
import { validValue } from "@orchlang/runtime/admission";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anythingOf } from "../../src/answers/anything.ts";
import { sourceFor } from "../../src/answers/cooperate.ts";

/* Answers by chance are what their types allow, and come near the edges. */

const defs: Record<string, Schema> = {
  Tree: {
    type: "object",
    properties: { name: { type: "string" }, under: { type: "array", items: { $ref: "#/$defs/Tree" } } },
    required: ["name", "under"],
    additionalProperties: false,
  },
};
const source = { ...sourceFor(campaign, {}, "any", { now: 0, variation: 1 }), defs };
const types: Record<string, Schema> = {
  yes: { type: "boolean" },
  count: { type: "integer", minimum: 3, maximum: 9 },
  share: { type: "number", minimum: 0, maximum: 1, "x-orch": "Ratio" },
  name: { type: "string" },
  code: { type: "string", pattern: "^[A-Z]{2}[0-9]$" },
  mail: { type: "string", "x-orch": "Email" },
  colour: { enum: ["red", "green"] },
  perhaps: { anyOf: [{ type: "integer" }, { type: "null" }] },
  list: { type: "array", items: { type: "integer" }, minItems: 1, maxItems: 4 },
  map: { type: "object", additionalProperties: { type: "integer" } },
  tree: { $ref: "#/$defs/Tree" },
};

test.each(Object.entries(types))("%s", (_, schema) => {
  fc.assert(
    fc.property(anythingOf(schema, source), (value) => {
      expect(validValue(schema, value, defs, { extra: "drop" })).toHaveProperty("ok");
    }),
  );
});

test("edges come", () => {
  const seen = (name: string) =>
    fc.sample(anythingOf(types[name] ?? true, source), { numRuns: 200, seed: 1 });
  expect(seen("count")).toEqual(expect.arrayContaining([3, 9]));
  expect(seen("perhaps")).toContain(null);
  expect(seen("name")).toContain("");
  const sizes = new Set(seen("list").map((value) => (value as readonly Json[]).length));
  expect([...sizes].sort()).toEqual([1, 2, 3, 4]);
});
