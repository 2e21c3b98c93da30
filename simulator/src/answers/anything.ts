import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { casesIn } from "@orchlang/plan/boundary";
import fc from "fast-check";
import { generate, type Source, textsMatching } from "./generate.ts";

/** Types that lead back to themselves go so deep. */
const depthMax = 4;
const itemsMax = 6;
const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/u);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("", " ", "0", "null", "‮", "a".repeat(1_000)),
);
/** Where a number has no bounds of its own. */
const numberMax = 1e12;

/**
 * Any value of a type, by its schema, the edges of it more often than what lies between: fast-check's bias. Addresses,
 * dates and what has a pattern too odd to be drawn are made up as `source` does.
 */
export function anythingOf(schema: Schema, source: Source, depth = 0): fc.Arbitrary<Json> {
  if (typeof schema === "boolean") return fc.constant({});
  const { $ref, anyOf } = schema;
  if (typeof $ref === "string") {
    const name = decodeURIComponent($ref.slice("#/$defs/".length))
      .replaceAll("~1", "/")
      .replaceAll("~0", "~");
    const named = source.defs[name];
    return named === undefined || depth > depthMax
      ? plainest(schema, source)
      : anythingOf(named, source, depth + 1);
  }
  if ("const" in schema) return fc.constant(schema.const ?? null);
  if (Array.isArray(anyOf))
    return depth > depthMax
      ? fc.constant(null)
      : fc.option(anythingOf(anyOf[0] as Schema, source, depth + 1), { nil: null });
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as readonly Json[]));
  const tag = schema["x-orch"];
  if (isMoney(tag)) return moneyOf(tag.money as JsonObject, source.currency);
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return numberOf(schema);
    case "string":
      return textOf(schema, source);
    case "array":
      return listOf(schema, source, depth);
    case "object":
      return tag === "Geo" ? geo : recordOf(schema, source, depth);
    case "null":
      return fc.constant(null);
    default:
      return plainest(schema, source);
  }
}

const geo: fc.Arbitrary<Json> = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }).map(measured),
  lon: fc.double({ min: -180, max: 180, noNaN: true }).map(measured),
});

function plainest(schema: Schema, source: Source): fc.Arbitrary<Json> {
  return fc.nat(50).map((variation) => generate(schema, { ...source, variation }, "any") ?? null);
}

function isMoney(tag: Json | undefined): tag is JsonObject {
  return typeof tag === "object" && tag !== null && !Array.isArray(tag) && "money" in tag;
}

function moneyOf({ currency, minimum, maximum }: JsonObject, otherwise: string): fc.Arbitrary<Json> {
  const min = typeof minimum === "string" ? Math.ceil(Number(minimum) * 100) : 0;
  const max = typeof maximum === "string" ? Math.floor(Number(maximum) * 100) : Math.max(min, 1e9);
  return fc.integer({ min, max: Math.max(min, max) }).map((cents) => ({
    amount: String(cents / 100),
    currency: typeof currency === "string" ? currency : otherwise,
  }));
}

function numberOf({ minimum, maximum, type, ...schema }: JsonObject): fc.Arbitrary<Json> {
  const tag = schema["x-orch"];
  // Quantities with a unit are seldom negative.
  const least = tag === undefined ? -numberMax : 0;
  const min = typeof minimum === "number" ? minimum : least;
  const max = Math.max(min, typeof maximum === "number" ? maximum : tag === "Ratio" ? 1 : numberMax);
  if (type === "integer" || tag === "Duration")
    return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  return fc.double({ min, max, noNaN: true }).map((value) => Math.min(max, Math.max(min, measured(value))));
}

/** As something that was measured: twelve digits, and nothing that is as good as none. */
function measured(value: number): number {
  return Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(12));
}

function textOf(schema: JsonObject, source: Source): fc.Arbitrary<Json> {
  const { pattern } = schema;
  if (schema["x-orch"] !== undefined) return plainest(schema, source);
  if (typeof pattern !== "string") return text;
  const matching = textsMatching(pattern);
  return matching.length === 0 ? plainest(schema, source) : fc.constantFrom(...matching);
}

function listOf(
  { items, minItems, maxItems }: JsonObject,
  source: Source,
  depth: number,
): fc.Arbitrary<Json> {
  const minLength = typeof minItems === "number" ? minItems : 0;
  const most = depth > depthMax ? minLength : Math.max(minLength, itemsMax);
  const maxLength = typeof maxItems === "number" ? Math.min(maxItems, most) : most;
  return fc.array(anythingOf((items ?? {}) as Schema, source, depth + 1), { minLength, maxLength });
}

function recordOf(schema: JsonObject, source: Source, depth: number): fc.Arbitrary<Json> {
  const cases = casesIn(schema);
  if (cases !== undefined) return fc.oneof(...cases.map((one) => recordOf(one, source, depth)));
  const { properties, required, additionalProperties: others } = schema;
  if (typeof properties !== "object" || properties === null) {
    if (typeof others !== "object" || others === null) return fc.constant({});
    const values = anythingOf(others as Schema, source, depth + 1);
    return fc.dictionary(word, values, { maxKeys: itemsMax, noNullPrototype: true });
  }
  const fields = Object.entries(properties as Readonly<Record<string, Schema>>).map(
    ([name, field]) => [name, anythingOf(field, source, depth + 1)] as const,
  );
  const requiredKeys = Array.isArray(required) ? (required as readonly string[]) : [];
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...requiredKeys], noNullPrototype: true });
}
