import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { admit, caseIn, casesIn } from "@orchlang/plan/boundary";
import { textsMatching } from "../../world/values.ts";
import { isEqual, isKept, type Kept, labelWithin } from "./released.ts";
import type { Source } from "./sources.ts";

/** The sources of alternative values. */
export interface Making {
  readonly kept: Kept;
  /** Values that are worth a try: constants of the program, values of the world. */
  readonly hints: readonly Json[];
  /** A text that stands nowhere else. */
  token(): string;
}

const alternativesMax = 40;
/** One object for all: what `admit` compiles is kept by it. */
const noDefinitions = {};

/**
 * Values that differ from this one only where it is labelled so: other texts, numbers near those that the program
 * compares, other sizes, nothing where something was. None where nothing in it is labelled so. The first has a token in
 * place of every free text.
 */
export function alternatives({ schema, label }: Source, value: Json, making: Making): readonly Json[] {
  return others(schema, value, label, making).slice(0, alternativesMax);
}

type Label = Source["label"];

function others(schema: Schema, value: Json, label: Label, making: Making): readonly Json[] {
  return made(schema, value, label, making).filter(
    (one) => !isEqual(one, value) && "ok" in admit(schema, one, noDefinitions),
  );
}

/** Places and amounts are objects, and values of their own. */
function isWhole({ "x-orch": tag }: JsonObject): boolean {
  return tag === "Geo" || (isRecord(tag ?? null) && isRecord((tag as JsonObject).money ?? null));
}

function made(schema: Schema, value: Json, label: Label, making: Making): readonly Json[] {
  const isOn = isKept(label, making.kept);
  if (typeof schema === "boolean") return isOn ? [making.token()] : [];
  const { anyOf } = schema;
  if (Array.isArray(anyOf)) {
    const inner = anyOf[0] as Schema;
    if (!isOn) return value === null ? [] : others(inner, value, label, making);
    const plain = value ?? plainest(inner, making);
    return [...others(inner, plain, label, making), plain, null];
  }
  if (isWhole(schema)) return isOn ? leaves(schema, making) : [];
  if (schema.type === "array") return lists(schema, value, label, making);
  const cases = casesIn(schema);
  if (cases !== undefined) {
    const others = isOn ? cases.filter((one) => one !== caseIn(cases, value)) : [];
    return [
      ...records(ofCase(schema, cases, value), value, label, making),
      ...others.map((one) => plainest(one, making)),
    ];
  }
  if (typeof schema.properties === "object") return records(schema, value, label, making);
  if (typeof schema.additionalProperties === "object") return maps(schema, value, label, making);
  return isOn ? leaves(schema, making) : [];
}

/** The fields of the case that a value is, with the labels that the union gives them. */
function ofCase(schema: JsonObject, cases: readonly JsonObject[], value: Json): JsonObject {
  const own = (caseIn(cases, value)?.properties ?? {}) as JsonObject;
  const all = Object.entries(schema.properties as JsonObject);
  const { oneOf: _, ...record } = schema;
  return {
    ...record,
    properties: Object.fromEntries(all.filter(([name]) => name !== "case" && Object.hasOwn(own, name))),
  };
}

/** Leaf by leaf together: the nth of all has the nth of each. */
function together(parts: readonly (readonly [name: string, value: Json, others: readonly Json[]])[]) {
  const count = Math.max(0, ...parts.map(([, , values]) => values.length));
  return Array.from({ length: count }, (_, nth) =>
    parts.map(([name, value, values]): readonly [string, Json] => [
      name,
      values.length === 0 ? value : (values[nth % values.length] ?? value),
    ]),
  );
}

function records(schema: JsonObject, value: Json, label: Label, making: Making): readonly Json[] {
  const given = isRecord(value) ? value : {};
  const labels = (schema["x-labels"] ?? {}) as Readonly<Record<string, readonly string[]>>;
  const fields = Object.entries(schema.properties as Readonly<Record<string, Schema>>).map(
    ([name, field]) => {
      const own = labelWithin(label, labels[name] ?? []);
      return [name, given[name] ?? null, others(field, given[name] ?? null, own, making)] as const;
    },
  );
  return together(fields).map((entries) =>
    Object.fromEntries(entries.filter(([name, one]) => one !== null || Object.hasOwn(given, name))),
  );
}

function maps(schema: JsonObject, value: Json, label: Label, making: Making): readonly Json[] {
  const inner = schema.additionalProperties as Schema;
  const given = Object.entries(isRecord(value) ? value : {});
  const changed = together(given.map(([name, one]) => [name, one, others(inner, one, label, making)]));
  const same = changed.map((entries) => Object.fromEntries(entries));
  if (!isKept(label, making.kept)) return same;
  return [...same, {}, { ...Object.fromEntries(given), [making.token()]: plainest(inner, making) }];
}

function lists(schema: JsonObject, value: Json, label: Label, making: Making): readonly Json[] {
  const inner = schema.items as Schema;
  const given: readonly Json[] = Array.isArray(value) ? value : [];
  const changed = together(
    given.map((one, nth) => [String(nth), one, others(inner, one, label, making)]),
  ).map((entries) => entries.map(([, one]) => one));
  if (!isKept(label, making.kept)) return changed;
  const plain = plainest(inner, making);
  const most = typeof schema.maxItems === "number" ? Math.min(schema.maxItems, longest) : longest;
  const sizes = [0, 1, 2, 3, most].map((size) =>
    Array.from({ length: size }, (_, nth) => given[nth] ?? plain),
  );
  const least = typeof schema.minItems === "number" ? schema.minItems : 0;
  const fitting = sizes.filter(({ length }) => length >= least && length <= most);
  const alike = given.length > 1 ? [given.map(() => given[0] ?? plain)] : [];
  return [...changed.slice(0, 1), ...fitting, ...alike, ...changed.slice(1)];
}

/** Longer than loops of generated programs go. */
const longest = 24;

function leaves(schema: JsonObject, making: Making): readonly Json[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  const tag = schema["x-orch"];
  if (tag === "Geo")
    return [{ lat: 1, lon: 1 }, { lat: 52.52, lon: 13.405 }, ...making.hints.filter(isPlace)];
  if (isWhole(schema)) return amounts(schema, making);
  switch (schema.type) {
    case "boolean":
      return [true, false];
    case "integer":
    case "number":
      return numbers(schema, making);
    case "string":
      return texts(schema, making);
    default:
      break;
  }
  return tag === "Json" || schema.type === undefined ? [making.token(), 0, { a: making.token() }] : [];
}

function numbers({ minimum, maximum, type }: JsonObject, { hints }: Making): readonly number[] {
  const min = typeof minimum === "number" ? minimum : Number.NEGATIVE_INFINITY;
  const max = typeof maximum === "number" ? maximum : Number.POSITIVE_INFINITY;
  const near = hints.flatMap((hint) => (typeof hint === "number" ? [hint, hint + 1, hint - 1] : []));
  const ends = [min, max].filter((end) => Math.abs(end) < 1e9);
  return [...new Set([7919, ...near, 0, 1, 2, -1, 1000, ...ends])].filter(
    (one) => one >= min && one <= max && (type !== "integer" || Number.isInteger(one)),
  );
}

function texts(schema: JsonObject, making: Making): readonly string[] {
  const hints = making.hints.filter((hint) => typeof hint === "string");
  switch (schema["x-orch"]) {
    case "Email":
      return [`${making.token()}@example.com`, ...hints.filter((hint) => hint.includes("@"))];
    case "Url":
      return [`https://example.com/${making.token()}`, ...hints.filter((hint) => hint.includes("://"))];
    case "Instant":
      return ["2026-03-04T05:06:07.000Z", "2026-01-01T12:30:00.000Z", ...hints.filter(isInstant)];
    case "Date":
      return ["2026-03-04", "2026-01-01", ...hints.filter((hint) => /^\d{4}-\d\d-\d\d$/u.test(hint))];
    case "TimeOfDay":
      return ["05:06:07", "12:00:00", ...hints.filter((hint) => /^\d\d:\d\d/u.test(hint))];
    default:
      return typeof schema.pattern === "string"
        ? [...textsMatching(schema.pattern), ...hints]
        : [making.token(), ...new Set(hints), ""];
  }
}

function amounts({ properties }: JsonObject, { hints }: Making): readonly Json[] {
  const declared = ((properties ?? {}) as Readonly<Record<string, JsonObject>>).currency?.const;
  const given = hints.filter((hint) => isRecord(hint) && "amount" in hint);
  const spoken = given.flatMap((hint) => (isRecord(hint) ? (hint.currency ?? []) : []))[0];
  const currency = declared ?? spoken ?? "USD";
  return [...given, ...["79", "0", "1", "100000"].map((amount) => ({ amount, currency }))];
}

/** A value of a type that nothing is known of yet. */
export function plainest(schema: Schema, making: Making): Json {
  if (typeof schema === "boolean") return making.token();
  if (Array.isArray(schema.anyOf)) return null;
  if (schema.type === "array") {
    const size = typeof schema.minItems === "number" ? schema.minItems : 1;
    return Array.from({ length: size }, () => plainest(schema.items as Schema, making));
  }
  if (isWhole(schema)) return leaves(schema, making).at(-1) ?? null;
  if ("const" in schema) return schema.const ?? null;
  const [plain] = casesIn(schema) ?? [];
  if (plain !== undefined) return plainest(plain, making);
  if (typeof schema.properties === "object" && schema.properties !== null) {
    const fields = Object.entries(schema.properties as Readonly<Record<string, Schema>>);
    return Object.fromEntries(fields.map(([name, field]) => [name, plainest(field, making)]));
  }
  if (typeof schema.additionalProperties === "object") return {};
  return leaves(schema, making)[0] ?? null;
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isPlace = (value: Json): boolean => isRecord(value) && "lat" in value && "lon" in value;
const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT/u.test(text);
