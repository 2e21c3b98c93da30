import { describe, expect, it } from "vitest";
import { alternatives, type Making } from "../../../src/claims/flow/alternatives.ts";
import type { Kept } from "../../../src/claims/flow/released.ts";

const internal = { confidentiality: "internal", integrity: "trusted" } as const;
const personal = { confidentiality: "personal", integrity: "trusted" } as const;
const text = { type: "string", "x-orch": "String" } as const;
const number = { type: "integer", minimum: 0, maximum: 9, "x-orch": "Int" } as const;

function makingFor(kept: Kept): Making {
  let count = 0;
  return { kept, hints: ["a", 5], token: () => `token${++count}` };
}

const person = {
  type: "object",
  properties: { id: number, name: text },
  required: ["id", "name"],
  additionalProperties: false,
  "x-labels": { name: ["personal"] },
} as const;

describe("other values differ only where they are labelled so", () => {
  it("keeps what is not labelled", () => {
    const value = { id: 3, name: "x" };
    const found = alternatives({ schema: person, label: internal }, value, makingFor("personal"));
    expect(found[0]).toEqual({ id: 3, name: "token1" });
    expect(found).toContainEqual({ id: 3, name: "a" });
    for (const one of found) expect(one).toMatchObject({ id: 3 });
  });

  it("says nothing of what is labelled less", () => {
    const made = alternatives({ schema: person, label: personal }, { id: 3, name: "x" }, makingFor("secret"));
    expect(made).toEqual([]);
  });

  it("changes all of what is labelled as a whole, within its type, near what is compared", () => {
    const found = alternatives({ schema: number, label: personal }, 1, makingFor("personal"));
    expect(found).toEqual(expect.arrayContaining([4, 5, 6, 0, 9]));
    for (const one of found) expect(one).toSatisfy((it: number) => it >= 0 && it <= 9 && it !== 1);
  });

  it("gives a labelled list other sizes, and one that is not labelled other items of the same size", () => {
    const list = { type: "array", items: text, maxItems: 3 } as const;
    const sizes = (label: typeof internal | typeof personal) =>
      new Set(
        alternatives({ schema: list, label }, ["x", "y"], makingFor("personal")).map((one) =>
          Array.isArray(one) ? one.length : -1,
        ),
      );
    expect(sizes(personal)).toEqual(new Set([0, 1, 2, 3]));
    expect(sizes(internal)).toEqual(new Set());
    const persons = { type: "array", items: person } as const;
    const found = alternatives(
      { schema: persons, label: internal },
      [{ id: 1, name: "x" }],
      makingFor("personal"),
    );
    for (const one of found) expect(one).toMatchObject([{ id: 1 }]);
    expect(found.length).toBeGreaterThan(0);
  });

  it("takes away what may be missing, and gives what is", () => {
    const optional = { anyOf: [text, { type: "null" }], "x-orch": "Optional" } as const;
    const there = alternatives({ schema: optional, label: personal }, "x", makingFor("personal"));
    expect(there).toContain(null);
    const missing = alternatives({ schema: optional, label: personal }, null, makingFor("personal"));
    expect(missing.length).toBeGreaterThan(0);
    expect(missing).not.toContain(null);
  });

  it("keeps amounts whole", () => {
    const euros = {
      type: "object",
      properties: { amount: { type: "string" }, currency: { const: "EUR" } },
      required: ["amount", "currency"],
      "x-orch": { money: { currency: "EUR" } },
    } as const;
    const value = { amount: "3", currency: "EUR" };
    const found = alternatives({ schema: euros, label: personal }, value, makingFor("personal"));
    expect(found).toContainEqual({ amount: "0", currency: "EUR" });
    for (const one of found) expect(one).toMatchObject({ currency: "EUR" });
  });
});
