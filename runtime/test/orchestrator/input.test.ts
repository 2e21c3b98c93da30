import { call, constant, local, parameter, plan, routine } from "@orchlang/kernel/testing";
import type { Parameter } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import { describe, expect, test } from "vitest";
import { admittedInput, inputLabel } from "../../src/orchestrator/input.ts";

const of = (...params: readonly Parameter[]) => plan([routine("a.main", [], { params })], []);

describe("what was left out of an input", () => {
  const params = [
    parameter("base", { schema: schemas.int() }),
    parameter("more", { schema: schemas.int(), default: call("number.add", local("base"), constant(1)) }),
    parameter("note", { schema: schemas.optional(schemas.string()) }),
  ];

  test("has its default, which may read the parameters before it", () => {
    expect(admittedInput(of(...params), { base: 4 })).toEqual({ ok: { base: 4, more: 5, note: null } });
    expect(admittedInput(of(...params), { base: 4, more: 1, note: "x" })).toEqual({
      ok: { base: 4, more: 1, note: "x" },
    });
  });

  test("is a fault where its default cannot be worked out", () => {
    const broken = parameter("half", { default: call("number.divide", constant(1), constant(0)) });
    expect(admittedInput(of(broken), {})).toMatchObject({
      details: [expect.stringMatching(/^half: was left out, and its default cannot be worked out: /)],
    });
  });

  test("is a fault where there is none", () => {
    expect(admittedInput(of(...params), { more: 3 })).toMatchObject({
      refused: "input",
      message: "The input does not fit the parameters of a.main.",
      details: ["base: is missing"],
    });
  });
});

test("amounts, durations and shares may be told as they are written", () => {
  const params = of(
    parameter("limit", { schema: schemas.money("USD") }),
    parameter("wait", { schema: schemas.optional(schemas.duration()) }),
    parameter("share", { schema: schemas.ratio() }),
    parameter("said", { schema: schemas.string() }),
  );
  const input = { limit: "$4.50", wait: "1h 30m", share: "80%", said: "5m" };
  const ok = { limit: { amount: "4.5", currency: "USD" }, wait: 5_400_000, share: 0.8, said: "5m" };
  expect(admittedInput(params, input)).toEqual({ ok });
  expect(admittedInput(params, ok)).toEqual({ ok });
  expect(admittedInput(params, { ...input, limit: "four dollars" })).toMatchObject({
    details: [
      'limit: a Money is `{ amount, currency }`, got text; give it as a text such as "$4" or "12.50 SEK"',
    ],
  });
  expect(admittedInput(params, { ...input, wait: "5 minutes" })).toMatchObject({
    details: [expect.stringMatching(/^wait: .* such as "5m" or "1h 30m"$/u)],
  });
  expect(admittedInput(params, { ...input, limit: "€4" })).toMatchObject({
    details: [expect.stringMatching(/^limit: /)],
  });
});

test("amounts inside of records, lists and maps may be told as they are written too", () => {
  const price = schemas.record({ price: schemas.money("USD"), within: schemas.optional(schemas.duration()) });
  const parcel = schemas.record({
    value: schemas.money("USD"),
    parts: schemas.list(schemas.named("a.Part")),
    shares: schemas.map(schemas.ratio()),
    next: schemas.optional(schemas.named("a.Parcel")),
    note: schemas.string(),
  });
  const file = plan(
    [routine("a.main", [], { params: [parameter("parcel", { schema: schemas.named("a.Parcel") })] })],
    [],
    {
      schemas: { "a.Part": price, "a.Parcel": parcel },
    },
  );
  const plain = { value: "$4", parts: [], shares: {}, note: "$4" };
  const input = { ...plain, parts: [{ price: "$1.50", within: "5m" }], shares: { a: "80%" }, next: plain };
  const dollars = (amount: string) => ({ amount, currency: "USD" });
  const admitted = { ...plain, value: dollars("4") };
  expect(admittedInput(file, { parcel: input })).toEqual({
    ok: {
      parcel: {
        ...admitted,
        parts: [{ price: dollars("1.5"), within: 300_000 }],
        shares: { a: 0.8 },
        next: admitted,
      },
    },
  });
  expect(admittedInput(file, { parcel: { ...plain, value: "four" } })).toMatchObject({ refused: "input" });
  expect(admittedInput(file, { parcel: [3] })).toMatchObject({ refused: "input" });
  const circle = plan(
    [routine("a.main", [], { params: [parameter("x", { schema: schemas.named("a.X") })] })],
    [],
    {
      schemas: { "a.X": schemas.named("a.X") },
    },
  );
  expect(() => admittedInput(circle, { x: "$4" })).not.toThrow();
});

test("names from an object's prototype are no parameters", () => {
  const params = of(parameter("toString", { schema: schemas.string() }));
  expect(admittedInput(params, {})).toMatchObject({ details: ["toString: is missing"] });
  expect(admittedInput(of(), JSON.parse('{"__proto__": 1}'))).toMatchObject({
    details: ["__proto__: is no parameter; there are none"],
  });
});

test("the label of an input is the highest of its parameters", () => {
  const labelled = (confidentiality: "public" | "personal", integrity: "trusted" | "untrusted") =>
    parameter(`${confidentiality}_${integrity}`, { label: { confidentiality, integrity } });
  expect(inputLabel(of())).toEqual({ confidentiality: "public", integrity: "trusted" });
  expect(inputLabel(of(labelled("personal", "trusted"), labelled("public", "untrusted")))).toEqual({
    confidentiality: "personal",
    integrity: "untrusted",
  });
});
