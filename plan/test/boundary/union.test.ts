import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { type AdmitOptions, admit, caseIn, casesIn, schemas } from "@orchlang/plan/boundary";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";

/* A tagged union: a record whose `case` says which of the fields it has. */

const fields = {
  case: schemas.enum(["approve", "refuse", "later"], "Choice.case"),
  until: schemas.optional(schemas.instant()),
  note: schemas.optional(schemas.string()),
  why: schemas.optional(schemas.string()),
};
const choice: Schema = schemas.union(schemas.record(fields, ["until", "note", "why"]), "Choice", {
  approve: schemas.record({ until: schemas.instant(), note: schemas.optional(schemas.string()) }),
  refuse: schemas.record({ why: schemas.string() }),
  later: schemas.record({}),
});

function admitted(value: unknown, options?: AdmitOptions): unknown {
  const result = admit(choice, value, {}, options);
  return "ok" in result ? { ok: result.ok } : result.faults.map(({ at, says }) => `${at}: ${says}`);
}

test.each<[unknown, unknown]>([
  [{ case: "later" }, { case: "later" }],
  // Instants are kept in UTC, and what is none is left out.
  [
    { case: "approve", until: "2026-12-01T12:00:00+02:00", note: null },
    { case: "approve", until: "2026-12-01T10:00:00.000Z" },
  ],
  [
    { case: "refuse", why: "closed", until: null },
    { case: "refuse", why: "closed" },
  ],
])("%j is taken in as %j", (value, kept) => {
  expect(admitted(value)).toEqual({ ok: kept });
});

test.each<[unknown, readonly string[]]>([
  [{ case: "approve" }, ["until: is missing: an instant, as `2026-12-01T10:00:00Z`, is wanted"]],
  [{ case: "refuse", why: null }, ["why: is missing: text is wanted"]],
  [{ case: "later", why: "closed" }, ["why: there are no fields here"]],
  [{ case: "refuse", why: "a", until: "2026-12-01T10:00:00Z" }, ["until: is no field here; known are `why`"]],
  [{ case: "approved" }, ["case: one of `approve`, `refuse`, `later` was expected, got `approved`"]],
  [{ until: "2026-12-01T10:00:00Z" }, ["case: is missing: one of `approve`, `refuse`, `later` is wanted"]],
  [{ case: "refuse", why: 3 }, ["why: text was expected, got the number 3"]],
])("%j is refused: %j", (value, faults) => {
  expect(admitted(value)).toEqual(faults);
});

test("of code's answers the fields of another case are left out, and those of its own stay", () => {
  const given = { case: "refuse", why: "closed", until: "2026-12-01T10:00:00Z", stray: 1 };
  expect(admitted(given, { extra: "drop" })).toEqual({ ok: { case: "refuse", why: "closed" } });
});

test("the cases are read off the schema", () => {
  expect(casesIn(choice)?.map(({ title }) => title)).toEqual(["approve", "refuse", "later"]);
  expect(caseIn(casesIn(choice) ?? [], { case: "refuse", why: "a" })?.title).toBe("refuse");
  expect(caseIn(casesIn(choice) ?? [], { case: "other" })).toBeUndefined();
  expect(casesIn(schemas.record({ a: schemas.int() }))).toBeUndefined();
});

test("admit takes in what JSON Schema says, and nothing else", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(choice as JsonObject);
  const part = fc.option(fc.constantFrom<Json>("a", "2026-12-01T10:00:00Z"), { nil: undefined });
  const value = fc
    .record({
      case: fc.constantFrom<Json>("approve", "refuse", "later", "no"),
      until: part,
      note: part,
      why: part,
    })
    .map((one) => Object.fromEntries(Object.entries(one).filter(([, field]) => field !== undefined)));
  fc.assert(
    fc.property(value, (one) => {
      // A text that is no instant is one only for `admit`: formats are annotations of JSON Schema.
      fc.pre(!("until" in one) || one.until !== "a");
      expect("ok" in admit(choice, one, {})).toBe(validate(one));
    }),
  );
});
