import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { casesIn, textPattern } from "@orchlang/plan/boundary";
import { dateOfDay, formatInstant } from "@orchlang/plan/quantities";
import fc from "fast-check";

/** The inputs of value generation, which is deterministic. */
export interface Source {
  /** 0: the plainest value; from 1 on others, more and more freely. */
  readonly variation: number;
  /** From 0 up to, but not including, 1; the same for the same place. */
  draw(place: string): number;
  /** Values that are worth a try where they fit: constants of what is to hold. */
  readonly hints: readonly Json[];
  readonly now: number;
  /** Where things are. */
  readonly here: Json;
  /** The plainest number, where it is not 1. */
  readonly plenty?: number;
  readonly currency: string;
  readonly defs: Readonly<Record<string, Schema>>;
}

/** A list that is spoken of is made up to so many items. */
const spokenMax = 200;
/** Below it lists are as short as can be, and nothing is there that need not be. */
const depthMax = 24;
/** No type holds itself, so a value ends; schemas that nobody checked might not. */
const namesMax = 1_000;

/**
 * A value of a type, by its schema. The plainest: yes, the first member, one item, as near to 1 as the bounds allow,
 * nothing where nothing may be. `undefined` where none can be made, as for most patterns.
 */
export function generate(schema: Schema, source: Source, place: string, depth = 0): Json | undefined {
  if (typeof schema === "boolean") return {};
  const { $ref, anyOf } = schema;
  if (typeof $ref === "string") {
    const named = source.defs[decodeName($ref)];
    if (named === undefined || depth > namesMax) return undefined;
    return generate(named, source, place, depth + 1);
  }
  if ("const" in schema) return schema.const;
  if (Array.isArray(anyOf)) return optional(anyOf[0] as Schema, source, place, depth);
  if (Array.isArray(schema.enum)) return chosen(schema.enum as readonly Json[], source, place);
  const tag = schema["x-orch"];
  if (typeof tag === "object" && tag !== null && !Array.isArray(tag) && "money" in tag) {
    return moneyOf((tag as JsonObject).money as JsonObject, source, place);
  }
  switch (schema.type) {
    case "boolean":
      return source.variation === 0 || source.draw(place) < 0.7;
    case "integer":
    case "number":
      return numberOf(schema, source, place);
    case "string":
      return textOf(schema, source, place);
    case "array":
      return listOf(schema, source, place, depth, undefined);
    case "object":
      return tag === "Geo" ? source.here : recordOf(caseDrawn(schema, source, place), source, place, depth);
    case "null":
      return null;
    default:
      return {};
  }
}

function decodeName(ref: string): string {
  const name = ref.slice("#/$defs/".length);
  if (!/[%~]/.test(name)) return name;
  return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The schema itself, where it only names one. */
export function opened(schema: Schema, defs: Source["defs"]): JsonObject {
  let at: Schema | undefined = schema;
  for (let depth = 0; depth < namesMax && typeof at === "object" && typeof at.$ref === "string"; depth++) {
    at = defs[decodeName(at.$ref)];
  }
  if (typeof at === "object" && Array.isArray(at.anyOf)) return opened(at.anyOf[0] as Schema, defs);
  return typeof at === "object" ? at : {};
}

function optional(schema: Schema, source: Source, place: string, depth: number): Json | undefined {
  const isThere = source.variation > 0 && depth < depthMax && source.draw(`${place}?`) < 0.6;
  return isThere ? (generate(schema, source, place, depth + 1) ?? null) : null;
}

function chosen(members: readonly Json[], { variation, draw, hints }: Source, place: string): Json {
  if (variation === 0) return members[0] ?? null;
  const hinted = members.filter((member) => hints.includes(member));
  const from = hinted.length > 0 && draw(`${place}!`) < 0.8 ? hinted : members;
  return from[Math.floor(draw(place) * from.length)] ?? null;
}

function bounds({ minimum, maximum }: JsonObject): readonly [min: number, max: number] {
  return [
    typeof minimum === "number" ? minimum : Number.NEGATIVE_INFINITY,
    typeof maximum === "number" ? maximum : Number.POSITIVE_INFINITY,
  ];
}

function numberOf(schema: JsonObject, source: Source, place: string): number {
  const [min, max] = bounds(schema);
  const clamp = (value: number): number => Math.min(max, Math.max(min, value));
  const whole = schema.type === "integer";
  const plain = source.plenty ?? (schema["x-orch"] === "Duration" ? 60_000 : 1);
  if (source.variation === 0) return clamp(plain);
  const fitting = source.hints.filter((hint) => typeof hint === "number" && clamp(hint) === hint);
  if (fitting.length > 0 && source.draw(`${place}!`) < 0.8) {
    const hint = Number(fitting[Math.floor(source.draw(`${place}#`) * fitting.length)]);
    return whole ? Math.round(hint) : hint;
  }
  const low = Number.isFinite(min) && Math.abs(min) < 1e15 ? min : 0;
  const high = Number.isFinite(max) && Math.abs(max) < 1e15 ? max : low + 100 * plain;
  const drawn = low + source.draw(place) * (high - low);
  return clamp(whole ? Math.round(drawn) : Number(drawn.toPrecision(4)));
}

function moneyOf(tag: JsonObject, source: Source, place: string): Json {
  const currency = typeof tag.currency === "string" ? tag.currency : source.currency;
  const fitting = source.hints.filter((hint) => isAmount(hint, currency));
  if (source.variation > 0 && fitting.length > 0 && source.draw(`${place}!`) < 0.8)
    return fitting[Math.floor(source.draw(`${place}#`) * fitting.length)] ?? null;
  const min = typeof tag.minimum === "string" ? Number(tag.minimum) : 0;
  const max = typeof tag.maximum === "string" ? Number(tag.maximum) : Math.max(min, 100);
  const wished = source.variation === 0 ? 1 : Math.round(source.draw(place) * 100);
  const amount = Math.min(max, Math.max(min, wished));
  return { amount: String(amount), currency };
}

function isAmount(hint: Json, currency: string): boolean {
  return typeof hint === "object" && hint !== null && "amount" in hint && hint.currency === currency;
}

const day = 86_400_000;
/** The plainest first. */
const daysAway = [0, 1 / 24, 1, 30, -1] as const;
const wholeDaysAway = [0, 1, 30, -1] as const;
const timesOfDay = ["12:00", "08:00", "18:30", "00:30"] as const;

function drawn<T>(among: readonly [T, ...T[]], source: Source, place: string): T {
  const [plain] = among;
  if (source.variation === 0) return plain;
  return among[Math.floor(source.draw(place) * among.length)] ?? plain;
}

/** A prefix for generated texts, so that those of two results differ: `book_hotel-id`. */
function nameOf(place: string): string {
  const parts = place.split(".").filter((part) => part !== "");
  const [root] = parts;
  const leaf = parts.at(-1) ?? "";
  const name = root === undefined || root === leaf || parts.length < 2 ? leaf : `${root}-${leaf}`;
  return name.replace(/\W+/g, "-");
}

function textOf(schema: JsonObject, source: Source, place: string): string | undefined {
  const name = nameOf(place);
  const mark = source.variation === 0 ? "1" : Math.floor(source.draw(place) * 36 ** 5).toString(36);
  switch (schema["x-orch"]) {
    case "Email":
      return `${name || "somebody"}-${mark}@example.com`;
    case "Url":
      return `https://example.com/${name}/${mark}`;
    case "Instant":
      return formatInstant(source.now + day * drawn(daysAway, source, place));
    case "Date":
      return dateOfDay(Math.floor(source.now / day) + drawn(wholeDaysAway, source, place));
    case "TimeOfDay":
      return drawn(timesOfDay, source, place);
    default:
      break;
  }
  const texts = source.hints.filter((hint) => typeof hint === "string");
  const { pattern } = schema;
  if (typeof pattern === "string") {
    const form = textPattern(pattern);
    const plain = [...texts, `${name}-${mark}`, "a", "A", "1"].find((text) => form?.test(text) ?? true);
    if (plain !== undefined && source.variation === 0) return plain;
    const matching = textsMatching(pattern);
    return plain ?? matching[Math.floor(source.draw(place) * matching.length)];
  }
  const hinted = source.variation > 0 && source.draw(`${place}!`) < 0.3 ? texts[0] : undefined;
  return hinted ?? `${name || "text"}-${mark}`;
}

/** A list; of `count` items where that is said. */
export function listOf(
  schema: JsonObject,
  source: Source,
  place: string,
  depth: number,
  count: number | undefined,
): Json | undefined {
  const min = typeof schema.minItems === "number" ? schema.minItems : 0;
  const max = typeof schema.maxItems === "number" ? schema.maxItems : Number.POSITIVE_INFINITY;
  const wished = source.variation === 0 ? 1 : wishedSize(source, place);
  const size = count ?? Math.min(max, Math.max(min, depth > depthMax ? 0 : wished));
  const items: Json[] = [];
  for (let index = 0; index < size; index++) {
    const item = generate(schema.items as Schema, source, `${place}[${index + 1}]`, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

/** A few items, or as many as somebody speaks of: `result.size >= 12`. */
function wishedSize({ hints, draw }: Source, place: string): number {
  const spoken = hints.filter(
    (hint) => Number.isInteger(hint) && Number(hint) > 3 && Number(hint) <= spokenMax,
  );
  if (spoken.length === 0 || draw(`${place}!`) < 0.6) return Math.floor(draw(`${place}#`) * 4);
  const least = Number(spoken[Math.floor(draw(`${place}?`) * spoken.length)]);
  return draw(`${place}#`) < 0.6 ? least : least + 1;
}

/** One case of a union; the first if the plainest value is wanted. */
function caseDrawn(schema: JsonObject, source: Source, place: string): JsonObject {
  const cases = casesIn(schema);
  if (cases === undefined) return schema;
  const tags = cases.map(({ title }) => title ?? null);
  return cases[tags.indexOf(chosen(tags, source, `${place}.case`))] ?? schema;
}

function recordOf(schema: JsonObject, source: Source, place: string, depth: number): Json | undefined {
  const { properties, required } = schema;
  if (typeof properties !== "object" || properties === null) return {};
  const record: Record<string, Json> = {};
  for (const [name, field] of Object.entries(properties)) {
    const value = generate(field as Schema, source, `${place}.${name}`, depth + 1);
    const isAsked = Array.isArray(required) && (required as readonly Json[]).includes(name);
    if (value === undefined && isAsked) return undefined;
    if (value !== undefined && (value !== null || isAsked)) record[name] = value;
  }
  return record;
}

const drawnMatch = new Map<string, readonly string[]>();
const draws = 24;

/** Texts that match a pattern, the shortest first; none where the pattern is beyond what can be drawn. */
export function textsMatching(pattern: string): readonly string[] {
  let known = drawnMatch.get(pattern);
  if (known === undefined) {
    known = draw(pattern);
    drawnMatch.set(pattern, known);
  }
  return known;
}

function draw(pattern: string): readonly string[] {
  try {
    const form = textPattern(pattern);
    if (form === undefined) return [];
    if (classesOf(pattern).some(isEmpty)) return [];
    const texts = fc.sample(fc.stringMatching(new RegExp(pattern, "u")), { seed: 1, numRuns: draws });
    return [...new Set(texts)]
      .filter((text) => form.test(text))
      .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  } catch (error) {
    // Look-behinds and the like: fast-check draws none, and says so by an exception.
    if (error instanceof Error) return [];
    throw error;
  }
}

/** The classes of characters in a pattern, as `[^\s]`. */
function classesOf(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\\.|(\[(?:\\.|[^\]\\])*\])/gsu)].flatMap(([, text]) => text ?? []);
}

/** From a class that no character is of, fast-check would draw for ever. Only what is left out can leave nothing. */
function isEmpty(characterClass: string): boolean {
  if (characterClass === "[]") return true;
  if (!characterClass.startsWith("[^")) return false;
  const one = new RegExp(`^${characterClass}$`, "u");
  return !someCharacters.some((character) => one.test(character));
}

/** Some characters of every part of Unicode. */
const someCharacters: readonly string[] = Array.from({ length: 0x800 }, (_, at) =>
  String.fromCodePoint(at < 0x400 ? at : (at - 0x400) * 0x440),
);
