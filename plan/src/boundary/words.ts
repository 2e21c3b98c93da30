import type { ErrorObject } from "ajv/dist/2020.js";
import type { Json, JsonObject } from "../shapes/value.ts";

/** Describes a value's kind without its content, which may be private. */
export function got(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "none (null)";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return "a record";
    case "string":
      return value === "" ? "empty text" : "text";
    case "number":
      return `the number ${value}`;
    default:
      return String(value);
  }
}

/** One error of ajv as a sentence, and the field below the place that it speaks of. */
export function sentence(error: ErrorObject): { readonly says: string; readonly field?: string } {
  const params = error.params as Readonly<Record<string, Json | undefined>>;
  const schema = (error.parentSchema ?? {}) as JsonObject;
  switch (error.keyword) {
    case "admits":
      return { says: error.message ?? "this can't be taken" };
    case "required": {
      const field = String(params.missingProperty);
      const wanted = (schema.properties as JsonObject | undefined)?.[field];
      return { field, says: `is missing: ${typeInWords(wanted)} is wanted` };
    }
    case "additionalProperties": {
      const names = Object.keys((schema.properties as JsonObject | undefined) ?? {});
      const fields = listed(names.map((name) => `\`${name}\``));
      return {
        field: String(params.additionalProperty),
        says: fields === "" ? "there are no fields here" : `is no field here; known are ${fields}`,
      };
    }
    case "propertyNames":
      return { field: String(params.propertyName), says: "is none of the names that can stand here" };
    case "type":
      return { says: `${typeInWords(schema)} was expected, got ${got(error.data)}` };
    case "enum": {
      const allowed = (params.allowedValues as readonly Json[] | undefined) ?? [];
      return { says: `one of ${listed(allowed.map(shown))} was expected, got ${member(error.data)}` };
    }
    case "const":
      return { says: `${shown(params.allowedValue ?? null)} was expected, got ${member(error.data)}` };
    case "pattern":
      return { says: `this text does not match \`${asWritten(String(params.pattern))}\`` };
    case "minimum":
    case "maximum":
      return { says: outOfRange(error, schema) };
    case "minItems":
    case "maxItems":
      return { says: wrongSize(error, params.limit) };
    case "false schema":
      return { says: "no value can stand here" };
    default:
      return { says: error.message ?? `\`${error.keyword}\` does not hold` };
  }
}

/** Errors that only repeat what another one says better. */
export function isEcho({ keyword, propertyName }: ErrorObject): boolean {
  return keyword === "if" || keyword === "anyOf" || (keyword === "enum" && propertyName !== undefined);
}

function outOfRange(error: ErrorObject, schema: JsonObject): string {
  const { minimum, maximum } = schema;
  const low = typeof minimum === "number" && minimum !== Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const high = typeof maximum === "number" && maximum !== Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const range =
    low !== undefined && high !== undefined
      ? `${low} to ${high}`
      : low !== undefined
        ? `${low} or more`
        : high !== undefined
          ? `${high} or less`
          : "a whole number that a double holds exactly";
  return `${range} was expected, got ${String(error.data)}`;
}

function wrongSize(error: ErrorObject, limit: Json | undefined): string {
  const size = Array.isArray(error.data) ? error.data.length : 0;
  return error.keyword === "minItems"
    ? `${limit} or more items were expected, got ${size}`
    : `at most ${limit} items were expected, got ${size}`;
}

function listed(items: readonly string[]): string {
  return items.length <= 12 ? items.join(", ") : `${items.slice(0, 11).join(", ")}, … (${items.length})`;
}

function shown(value: Json): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** A misspelt member is worth showing: short words only. */
function member(value: unknown): string {
  return typeof value === "string" && /^[\w-]{1,40}$/.test(value) ? `\`${value}\`` : got(value);
}

const named: Readonly<Record<string, string>> = {
  Bool: "true or false",
  Int: "a whole number",
  Float: "a number",
  Ratio: "a ratio (a number, 0.8 for 80%)",
  Duration: "a duration (a number of milliseconds)",
  String: "text",
  Email: "an e-mail address",
  Url: "a URL",
  Instant: "an instant, as `2026-12-01T10:00:00Z`,",
  Date: "a date, as `2026-12-01`,",
  TimeOfDay: "a time of day, as `22:00`,",
  Geo: "a place `{ lat, lon }`",
  Json: "any value",
  None: "none (null)",
  Done: "`{ state, value? }`",
};

const byJsonType: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a record",
  array: "a list",
  null: "none (null)",
};

/** The stored units of derived quantities without a unit of their own. */
const productUnits: Readonly<Record<string, string>> = {
  Speed: "m/s",
  Acceleration: "m/s^2",
  Area: "m^2",
  Volume: "m^3",
  Flow: "m^3/s",
};

/** A schema's type as a noun. */
function typeInWords(schema: Json | undefined): string {
  if (typeof schema !== "object" || schema === null) return "a value";
  const { $ref, type, enum: members, "x-orch": tag, "x-name": name } = schema as JsonObject;
  if (typeof $ref === "string") return article(decodeURIComponent($ref.slice($ref.lastIndexOf("/") + 1)));
  if (typeof name === "string") return article(name);
  if (Array.isArray(members)) return `one of ${listed(members.map(shown))}`;
  if (typeof tag === "string" && Object.hasOwn(named, tag)) return named[tag] ?? "a value";
  if (typeof tag === "object" && tag !== null) {
    const { quantity, unit, money } = tag as JsonObject;
    if (money !== undefined) return "a Money `{ amount, currency }`";
    if (quantity !== undefined) {
      const productUnit = unit === "" ? productUnits[String(quantity)] : unit;
      return `${article(String(quantity))} (a number${productUnit === undefined ? "" : `, in ${String(productUnit)}`})`;
    }
  }
  return (typeof type === "string" ? byJsonType[type] : undefined) ?? "a value";
}

/** A qualified name is shown by its last part. */
function article(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return `${/^[AEIOU]/i.test(last) ? "an" : "a"} ${last}`;
}

/** A pattern of the language without what says that it is about the whole text. */
function asWritten(pattern: string): string {
  return /^\^\(\?:(?<written>.*)\)\$$/su.exec(pattern)?.groups?.written ?? pattern;
}
