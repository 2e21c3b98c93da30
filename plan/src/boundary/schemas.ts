import type { Json, JsonObject, Schema } from "../shapes/value.ts";

/**
 * The JSON Schemas of the language's types. Where JSON's own types are too coarse, `x-orch` names the type:
 *
 * | `x-orch` | type |
 * |---|---|
 * | `"Bool" "Int" "Float" "Ratio" "String" "Email" "Url" "Instant" "Date" "TimeOfDay" "Duration" "Geo" "Json" "None"` | the type of that name |
 * | `"Optional"` | `T?`: the first of `anyOf`, or null |
 * | `"Done"` | `Done<T>`, what `confirm` gives |
 * | `{ "quantity": "Length", "unit": "m" }` | a number in a base unit |
 * | `{ "money": { "currency"?, "minimum"?, "maximum"? } }` | `Money`; bounds as decimal digits |
 * | `{ "enum": "Theme" }` | a nominal enum; `""` where it has no name |
 *
 * Lists, records and maps are what JSON Schema says; `x-labels` of a record names its fields that are untrusted or labelled above
 * `internal`, with their labels. All of it is annotation: a validator that knows nothing of
 * `x-orch` accepts what is right, and `admit` normalises by it.
 */
export const schemas = {
  bool: (): Schema => ({ type: "boolean", "x-orch": "Bool" }),
  /** Whole, and as large as a double counts: ±(2^53 - 1). */
  int: ({ min, max }: Bounds = {}): Schema => ({
    type: "integer",
    minimum: min ?? Number.MIN_SAFE_INTEGER,
    maximum: max ?? Number.MAX_SAFE_INTEGER,
    "x-orch": "Int",
  }),
  float: (bounds: Bounds = {}): Schema => number("Float", bounds),
  /** 80% is 0.8; so are its bounds. */
  ratio: (bounds: Bounds = {}): Schema => number("Ratio", bounds),
  /** `pattern` is matched against the whole text. */
  string: ({ pattern }: { readonly pattern?: string } = {}): Schema =>
    pattern === undefined
      ? { type: "string", "x-orch": "String" }
      : { type: "string", pattern: `^(?:${pattern})$`, "x-orch": "String" },
  email: (): Schema => ({ type: "string", format: "idn-email", "x-orch": "Email" }),
  url: (): Schema => ({ type: "string", format: "uri", "x-orch": "Url" }),
  instant: (): Schema => ({ type: "string", format: "date-time", "x-orch": "Instant" }),
  date: (): Schema => ({ type: "string", format: "date", "x-orch": "Date" }),
  timeOfDay: (): Schema => ({
    type: "string",
    pattern: "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
    "x-orch": "TimeOfDay",
  }),
  /** ms. */
  duration: (bounds: Bounds = {}): Schema => number("Duration", bounds),
  quantity: (kind: string, unit: string, bounds: Bounds = {}): Schema =>
    number({ quantity: kind, unit }, bounds),
  /** Money of one currency, or of any. Bounds are decimal digits in that currency. */
  money: (
    currency?: string,
    { min, max }: { readonly min?: string; readonly max?: string } = {},
  ): Schema => ({
    type: "object",
    properties: {
      amount: { type: "string", pattern: "^-?[0-9]+(\\.[0-9]+)?$" },
      currency: currency === undefined ? { type: "string", pattern: "^[A-Z]{3}$" } : { const: currency },
    },
    required: ["amount", "currency"],
    additionalProperties: false,
    "x-orch": {
      money: {
        ...(currency === undefined ? {} : { currency }),
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      },
    },
  }),
  geo: (): Schema => ({
    type: "object",
    properties: {
      lat: { type: "number", minimum: -90, maximum: 90 },
      lon: { type: "number", minimum: -180, maximum: 180 },
    },
    required: ["lat", "lon"],
    additionalProperties: false,
    "x-orch": "Geo",
  }),
  /** Anything. */
  json: (): Schema => ({ "x-orch": "Json" }),
  none: (): Schema => ({ type: "null", "x-orch": "None" }),
  list: (items: Schema, { min, max }: Bounds = {}): Schema => ({
    type: "array",
    items,
    ...(min === undefined ? {} : { minItems: min }),
    ...(max === undefined ? {} : { maxItems: max }),
  }),
  /** Closed. Fields that may be left out are `optional(...)` or stand in `leftOut` too. */
  record: (fields: Readonly<Record<string, Schema>>, leftOut: readonly string[] = []): Schema => ({
    type: "object",
    properties: { ...fields },
    required: Object.keys(fields).filter((name) => !leftOut.includes(name) && !isOptional(fields[name])),
    additionalProperties: false,
  }),
  /** Keys are texts, or of the members that `keys` lists. */
  map: (values: Schema, keys?: readonly string[]): Schema => ({
    type: "object",
    additionalProperties: values,
    ...(keys === undefined ? {} : { propertyNames: { enum: [...keys] } }),
  }),
  enum: (members: readonly string[], name = ""): Schema => ({
    type: "string",
    enum: [...members],
    "x-orch": { enum: name },
  }),
  optional: (schema: Schema): Schema =>
    isOptional(schema) ? schema : { anyOf: [schema, { type: "null" }], "x-orch": "Optional" },
  /** `{ state: "done" | "not_done" | "unknown", value? }`. */
  done: (value?: Schema): Schema => ({
    type: "object",
    properties: {
      state: { type: "string", enum: ["done", "not_done", "unknown"], "x-orch": { enum: "Done.state" } },
      ...(value === undefined ? {} : { value }),
    },
    required: ["state"],
    additionalProperties: false,
    "x-orch": "Done",
  }),
  /**
   * A tagged union, `{ case, … }`: its `properties` are those of all cases, and `oneOf` says which of them each case has.
   * `record` is the record that holds the fields of all of them.
   */
  union: (record: Schema, name: string, cases: Readonly<Record<string, Schema>>): Schema => ({
    ...(typeof record === "object" ? record : {}),
    oneOf: Object.entries(cases).map(([tag, fields]) => {
      const { properties, required, ...closed } = fields as JsonObject;
      return {
        title: tag,
        ...closed,
        properties: { case: { const: tag }, ...(properties as JsonObject) },
        required: ["case", ...(required as readonly string[])],
      };
    }),
    "x-orch": { union: name },
  }),
  /** One value and no other. */
  constant: (value: Json): Schema => ({ const: value }),
  /** A named type of the plan's `schemas`. */
  named: (name: string): Schema => ({
    $ref: `#/$defs/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`,
  }),
} as const;

/** The cases of a tagged union, each a record; undefined: it is none. */
export function casesIn(schema: Schema): readonly JsonObject[] | undefined {
  const tag = typeof schema === "object" ? schema["x-orch"] : undefined;
  const isUnion = typeof tag === "object" && tag !== null && Object.hasOwn(tag, "union");
  const cases = isUnion && typeof schema === "object" ? schema.oneOf : undefined;
  return Array.isArray(cases) ? (cases as readonly JsonObject[]) : undefined;
}

/** The case of a union that a value is, as a record; undefined: none of them. */
export function caseIn(cases: readonly JsonObject[], value: Json): JsonObject | undefined {
  const tag =
    typeof value === "object" && value !== null && Object.hasOwn(value, "case") && (value as JsonObject).case;
  return cases.find(({ properties }) => ((properties as JsonObject).case as JsonObject).const === tag);
}

/** True if a value of this type has a field of this name: that of a record, or of the case of a union that the value is. */
export function hasField(
  schema: Schema,
  defs: Readonly<Record<string, Schema>>,
  field: string,
  value: Json,
): boolean {
  if (typeof schema === "boolean") return false;
  const type = typeNamed(schema);
  if (type !== undefined) {
    const named = defs[type];
    return named !== undefined && hasField(named, defs, field, value);
  }
  const cases = casesIn(schema);
  const { properties } = cases === undefined ? schema : (caseIn(cases, value) ?? {});
  return typeof properties === "object" && properties !== null && Object.hasOwn(properties, field);
}

/** The named type that a schema refers to; undefined: it refers to none, or to nothing that is a name. */
export function typeNamed(schema: Schema): string | undefined {
  const reference = typeof schema === "object" ? schema.$ref : undefined;
  if (typeof reference !== "string" || !reference.startsWith("#/$defs/")) return undefined;
  return unescaped(reference.slice("#/$defs/".length))?.replaceAll("~1", "/").replaceAll("~0", "~");
}

function unescaped(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Both ends included. */
interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function number(tag: Json, { min, max }: Bounds): JsonObject {
  return {
    type: "number",
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    "x-orch": tag,
  };
}

function isOptional(schema: Schema | undefined): boolean {
  return typeof schema === "object" && schema["x-orch"] === "Optional";
}
