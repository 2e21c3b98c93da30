/** Quantities with units, converted to base units. */
import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { typeNamed } from "@orchlang/plan/boundary";
import { jsonDepthMax } from "@orchlang/plan/json";
import { parseDuration, parseMoney, quantityTag, type Typed, usualUnits } from "@orchlang/plan/quantities";

const withUnit = /^\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([^\s\d].*?)\s*$/u;

/**
 * Converts `"21.5C"`, `{ value: 70, unit: "F" }`, `"80%"`, `"$4"` or `"1h 30m"` to base units. A value in no unit of
 * the type is left unchanged, so that validation rejects it.
 */
export function inBaseUnits({ units, schema }: Typed, value: Json): Json {
  const written = typeof value === "string" ? withUnit.exec(value) : null;
  const given = written === null ? measured(value) : { number: Number(written[1]), unit: written[2] ?? "" };
  const name = given && plainUnit(given.unit);
  const unit =
    name !== undefined && units !== undefined && Object.hasOwn(units, name) ? units[name] : undefined;
  if (given !== undefined && unit !== undefined) return given.number * unit.by + (unit.plus ?? 0);
  const tag = quantityTag(schema);
  if (tag === "Ratio" && given?.unit === "%") return given.number / 100;
  if (typeof value !== "string") return value;
  if (tag === "Duration") return parseDuration(value) ?? value;
  return isMoney(tag) ? ((parseMoney(value) as JsonObject | undefined) ?? value) : value;
}

/** A record's, by the names of its fields. */
export function inBaseUnitsOf(fields: readonly (Typed & { readonly name: string })[], values: Json): Json {
  if (!isRecord(values)) return values;
  const taken: Record<string, Json> = { ...values };
  for (const field of fields) {
    const value = Object.hasOwn(taken, field.name) ? taken[field.name] : undefined;
    if (value !== undefined) taken[field.name] = inBaseUnits(field, value);
  }
  return taken;
}

/**
 * The same within records: `{ parcel: { value: "$4" } }`. Nested values may be amounts, durations and shares; other
 * units are converted only at the top level.
 */
export function inBaseUnitsWithin(
  fields: readonly (Typed & { readonly name: string })[],
  values: Json,
  named: Readonly<Record<string, Schema>>,
): Json {
  const result = inBaseUnitsOf(fields, values);
  if (!isRecord(result)) return result;
  return mapped(result, (name, value) => {
    const field = fields.find((each) => each.name === name);
    return field === undefined ? value : within(field.schema, value, named, 0);
  });
}

function within(schema: Schema, value: Json, named: Readonly<Record<string, Schema>>, depth: number): Json {
  if (typeof schema !== "object" || depth > jsonDepthMax) return value;
  const name = typeNamed(schema);
  const type = name !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
  if (type !== undefined) return within(type, value, named, depth + 1);
  const { anyOf, items, properties, additionalProperties } = schema as Record<string, Json | undefined>;
  if (Array.isArray(anyOf) && anyOf[0] !== undefined)
    return within(anyOf[0] as Schema, value, named, depth + 1);
  if (Array.isArray(value))
    return items === undefined ? value : value.map((item) => within(items as Schema, item, named, depth + 1));
  if (!isRecord(value) || quantityTag(schema) !== undefined) return inBaseUnits({ schema }, value);
  const fields = properties !== undefined && isRecord(properties) ? properties : {};
  return mapped(value, (key, item) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : additionalProperties;
    return field === undefined ? item : within(field as Schema, item, named, depth + 1);
  });
}

function mapped(record: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(name, value)]));
}

/** The forms that a rejected value could have had; empty for a type without units. */
export function unitsInWords(typed: Typed, value: Json): readonly string[] {
  if (typeof value !== "string" && measured(value) === undefined) return [];
  const isAmount = typeof value === "string" && parseMoney(value) !== undefined;
  if (isMoney(quantityTag(typed.schema)))
    return isAmount ? [] : ['give it as a text such as "$4" or "12.50 SEK"'];
  if (quantityTag(typed.schema) === "Duration") return ['give it as a text such as "5m" or "1h 30m"'];
  const names = usualUnits(typed);
  return names.length === 0 ? [] : [`give it in ${names.join(", ")}`];
}

/** The fault of a field, with the accepted units. */
export function withUnits(
  fault: string,
  fields: readonly (Typed & { readonly name: string })[],
  values: Json,
): string {
  const field = fields.find(({ name }) => fault.startsWith(`${name}: `));
  const value =
    field && isRecord(values) && Object.hasOwn(values, field.name) ? values[field.name] : undefined;
  return [fault, ...(field === undefined || value === undefined ? [] : unitsInWords(field, value))].join(
    "; ",
  );
}

function isMoney(tag: Json | undefined): boolean {
  return tag !== undefined && isRecord(tag) && tag.money !== undefined;
}

/** `km / h` is `km/h`, `m³` is `m^3`. */
function plainUnit(unit: string): string {
  return unit
    .replaceAll("²", "^2")
    .replaceAll("³", "^3")
    .replace(/\s*([/*])\s*/gu, "$1");
}

function measured(value: Json): { readonly number: number; readonly unit: string } | undefined {
  if (!isRecord(value)) return undefined;
  const { value: number, unit } = value;
  return typeof number === "number" && typeof unit === "string" ? { number, unit } : undefined;
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
