import { campaign } from "@orchlang/kernel/testing";
import type { Json, Schema } from "@orchlang/plan";
import { validValue } from "@orchlang/runtime/admission";
import { expect, test } from "vitest";
import { sourceFor } from "../../src/answers/cooperate.ts";
import { generate } from "../../src/answers/generate.ts";
import { alternatives } from "../../src/exploration/classes.ts";

/* What is tried in place of a value is what its type allows, whatever else the plan speaks of. */

const money = (bounds: Json): Schema => ({
  type: "object",
  properties: { amount: { type: "string" }, currency: { const: "EUR" } },
  required: ["amount", "currency"],
  additionalProperties: false,
  "x-orch": { money: { currency: "EUR", ...(bounds as object) } },
});
const types: Record<string, Schema> = {
  free: money({}),
  price: money({ minimum: "0", maximum: "500" }),
  debt: money({ maximum: "-1" }),
  count: { type: "integer", minimum: 3, maximum: 9 },
  share: { type: "number", minimum: 0, maximum: 1, "x-orch": "Ratio" },
  code: { type: "string", pattern: "^[A-Z]{2}[0-9]$", "x-orch": "String" },
  mail: { type: "string", "x-orch": "Email" },
  perhaps: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }] },
  list: { type: "array", items: money({ minimum: "2", maximum: "3" }), minItems: 1, maxItems: 2 },
};
const questions = {
  names: new Set<string>(),
  numbers: [518_400_000, -3, 0.5, 4],
  texts: ["late", "XY1"],
  gaps: [2, 0.25],
  spoken: ["a@b.example", "AB1", "nobody"],
};

test.each(Object.entries(types))("%s", (name, schema) => {
  const source = sourceFor(campaign, {}, "any", { now: 0, variation: 0 });
  const made = generate(schema, source, name);
  const value = made === undefined ? "AB2" : made;
  const others = alternatives(schema, value, { source, questions, name: undefined });
  expect(others).not.toEqual([]);
  for (const other of others) {
    expect(validValue(schema, other, {}, { extra: "drop" }), JSON.stringify(other)).toHaveProperty("ok");
  }
});

test("an amount is tried at what it is compared with, and where its type ends", () => {
  const source = sourceFor(campaign, {}, "any", { now: 0, variation: 0 });
  const value = generate(types.price ?? true, source, "price") ?? null;
  const tried = alternatives(types.price ?? true, value, { source, questions, name: undefined });
  const amounts = tried.map((one) => (one as { readonly amount: string }).amount);
  expect(amounts).toEqual(expect.arrayContaining(["4", "0.5", "0", "500"]));
});
