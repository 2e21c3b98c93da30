import type { JsonObject } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import { expect, test } from "vitest";
import { askedFields, decisionOf, filled, formOf, supposedAnswer } from "../src/schema/fields.ts";
import { draftOf, inputSchema } from "../src/views/programs/try.tsx";

const optional = (schema: JsonObject): JsonObject => ({
  anyOf: [schema, { type: "null" }],
  "x-orch": "Optional",
});
const approval: JsonObject = {
  $ref: "#/$defs/std.people.Approval",
  $defs: {
    "std.people.Approval": {
      type: "object",
      properties: {
        by: optional({ type: "string" }),
        reason: optional({ type: "string" }),
        granted: { type: "boolean" },
      },
      required: ["granted"],
    },
  },
};

test("an approval is one question of yes or no, with a reason; who answered is not asked", () => {
  const form = formOf(approval);
  expect(form.fields.map(({ name, kind, isOptional }) => [name, kind, isOptional])).toEqual([
    ["granted", "yes-no", false],
    ["reason", "text", true],
  ]);
  expect(decisionOf(form)).toBe("granted");
  expect(filled(form, { granted: "no", reason: "too late" })).toEqual({
    value: { granted: false, reason: "too late" },
  });
  expect(filled(form, { granted: "yes", reason: " " })).toEqual({ value: { granted: true } });
  expect(filled(form, {})).toEqual({ faults: { granted: "missing" } });
});

test("each type has its field, and its mistakes", () => {
  const form = formOf({
    type: "object",
    properties: {
      count: { type: "integer", minimum: 1, maximum: 9 },
      tone: { $ref: "#/$defs/Tone" },
      price: schemas.money(),
      list: { type: "array" },
    },
    required: ["count", "tone", "price", "list"],
    $defs: { Tone: { enum: ["offer", "news"] } },
  });
  expect(form.fields.map(({ kind }) => kind)).toEqual(["number", "choice", "money", "json"]);
  expect(decisionOf(form)).toBeUndefined();
  expect(filled(form, { count: "1.5", tone: "offer", price: "12", list: "[1" })).toEqual({
    faults: { count: "whole", price: "money", list: "json" },
  });
  expect(filled(form, { count: "10", tone: "news", price: "$12.50", list: "[1]" })).toEqual({
    faults: { count: "range" },
  });
  expect(filled(form, { count: "3", tone: "news", price: "12.50 eur", list: "[1]" })).toEqual({
    value: { count: 3, tone: "news", price: { amount: "12.50", currency: "EUR" }, list: [1] },
  });
});

test("a decision may need a reason; its consequences are asked for with a dash in its place", () => {
  const properties = { reason: { type: "string" }, granted: { type: "boolean" }, more: { type: "string" } };
  const form = formOf({ type: "object", properties, required: ["reason", "granted"] });
  expect(decisionOf(form)).toBe("granted");
  expect(supposedAnswer(form, "granted", false)).toEqual({ granted: false, reason: "–" });
  expect(supposedAnswer(formOf({ type: "boolean" }), "", true)).toBe(true);
  const amount = { ...properties, amount: { type: "integer" } };
  const other = formOf({ type: "object", properties: amount, required: ["granted", "amount"] });
  expect(decisionOf(other)).toBeUndefined();
});

test("an answer that is no record is one field", () => {
  const form = formOf({ type: "boolean" });
  expect([form.isObject, decisionOf(form)]).toEqual([false, ""]);
  expect(filled(form, { "": "yes" })).toEqual({ value: true });
});

test("of a union the case is asked first, then the fields of that case", () => {
  const text = { type: "string" };
  const form = formOf({
    $ref: "#/$defs/m.Choice",
    $defs: {
      "m.Choice": {
        type: "object",
        properties: {
          case: { enum: ["approve", "refuse", "later"] },
          until: optional(text),
          why: optional(text),
        },
        required: ["case"],
        oneOf: [
          {
            properties: { case: { const: "approve" }, until: text, note: optional(text) },
            required: ["case", "until"],
          },
          { properties: { case: { const: "refuse" }, why: text }, required: ["case", "why"] },
          { properties: { case: { const: "later" } }, required: ["case"] },
        ],
      },
    },
  });
  const names = (draft: Readonly<Record<string, string>>) => askedFields(form, draft).map(({ name }) => name);
  expect(names({})).toEqual(["case"]);
  expect(names({ case: "approve" })).toEqual(["case", "until", "note"]);
  expect(names({ case: "later" })).toEqual(["case"]);
  expect(filled(form, {})).toEqual({ faults: { case: "missing" } });
  expect(filled(form, { case: "approve" })).toEqual({ faults: { until: "missing" } });
  // What was filled in before another case was chosen is left out.
  expect(filled(form, { case: "refuse", why: "closed", until: "noon" })).toEqual({
    value: { case: "refuse", why: "closed" },
  });
  expect(filled(form, { case: "later" })).toEqual({ value: { case: "later" } });
  expect(decisionOf(form)).toBeUndefined();
});

test("the input of a workflow is one form, and known values fill it in", () => {
  const parameters = [
    { name: "part", schema: { $ref: "#/$defs/Part", $defs: { Part: { type: "string", enum: ["a", "b"] } } } },
    { name: "price", schema: schemas.money("EUR") },
    { name: "often", schema: { anyOf: [{ type: "integer" }, { type: "null" }] } },
    { name: "sure", schema: { type: "boolean" } },
  ];
  const form = formOf(inputSchema(parameters));
  expect(form.fields.map(({ name, kind, isOptional }) => [name, kind, isOptional])).toEqual([
    ["sure", "yes-no", false],
    ["part", "choice", false],
    ["price", "money", false],
    ["often", "number", true],
  ]);
  const input = { part: "b", price: { amount: "2.50", currency: "EUR" }, sure: false };
  const draft = draftOf(parameters, input);
  expect(draft).toEqual({ part: "b", price: "2.50 EUR", sure: "no" });
  expect(filled(form, draft)).toEqual({ value: input });
});

test("money of one currency needs no currency, and takes no other", () => {
  const form = formOf({ type: "object", properties: { price: schemas.money("EUR") }, required: ["price"] });
  const read = (price: string) => filled(form, { price });
  expect(read("12.50")).toEqual({ value: { price: { amount: "12.50", currency: "EUR" } } });
  expect(read("€12.50")).toEqual(read("12.50"));
  expect(read("12.50 USD")).toEqual({ faults: { price: "money" } });
  const any = formOf({ $ref: "#/$defs/money", $defs: { money: schemas.money() } });
  expect(filled(any, { "": "3 chf" })).toEqual({ value: { amount: "3", currency: "CHF" } });
  expect(filled(any, { "": "3" })).toEqual({ faults: { "": "money" } });
});
