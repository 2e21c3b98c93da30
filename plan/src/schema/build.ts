import type { JsonObject, Schema } from "../shapes/value.ts";

/**
 * The few forms of JSON Schema that describe a plan file. Keeping to them lets the validator of `decode/` be
 * small: an object says all its fields, a union can be told by one tag or by which fields are there.
 */

export const text: JsonObject = { type: "string" };
export const number: JsonObject = { type: "number" };
/** A whole number that a double holds exactly. */
export const count: JsonObject = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
export const yes: JsonObject = { const: true };
export const bool: JsonObject = { type: "boolean" };
/** Any JSON at all. */
export const anything: JsonObject = {};

export function ref(name: string): JsonObject {
  return { $ref: `#/$defs/${name}` };
}

export function oneWord(...words: readonly string[]): JsonObject {
  return { enum: [...words] };
}

export function matching(pattern: string): JsonObject {
  return { type: "string", pattern };
}

export function listOf(items: Schema): JsonObject {
  return { type: "array", items };
}

/** A record by name. `__proto__` as a name would be lost by every `record[name] = value`. */
export function mapOf(values: Schema): JsonObject {
  return { type: "object", propertyNames: { pattern: "^(?!__proto__$)" }, additionalProperties: values };
}

/** A record that has all of `required`, may have `optional`, and has nothing else. */
export function object(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): JsonObject {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** Records told apart by the field `tag`, which is a constant or an enum in each. */
export function tagged(tag: string, ...members: readonly JsonObject[]): JsonObject {
  return { type: "object", discriminator: { propertyName: tag }, required: [tag], oneOf: [...members] };
}

/** Told apart by JSON type, or by which required fields are there: no two members fit one value. */
export function oneOf(...members: readonly Schema[]): JsonObject {
  return { oneOf: [...members] };
}

export function orNull(schema: JsonObject): JsonObject {
  return oneOf({ type: "null" }, schema);
}
