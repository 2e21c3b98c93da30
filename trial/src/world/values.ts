import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { casesIn } from "@orchlang/plan/boundary";
import type { Dice } from "../dice.ts";

/* Values of a type, by its schema: the edges of it as often as what lies between. */

/** Where values come from. */
export interface Source {
  readonly dice: Dice;
  /** Named types. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Texts and numbers that the program speaks of. */
  readonly hints: readonly Json[];
}

/** Below it lists are as short as can be, and nothing is there that need not be. Types never hold themselves. */
const depthMax = 12;
const texts = ["a", "b", "z", "hello", "", "to a"] as const;

/** `undefined` where none can be made, as for texts of most patterns. */
export function valueFor(schema: Schema, source: Source, depth = 0): Json | undefined {
  if (typeof schema === "boolean") return {};
  const { $ref, anyOf } = schema;
  if (typeof $ref === "string") {
    const named = source.schemas[nameOf($ref)];
    return named === undefined ? undefined : valueFor(named, source, depth + 1);
  }
  if ("const" in schema) return schema.const ?? null;
  const { dice } = source;
  if (Array.isArray(anyOf)) {
    if (depth > depthMax || dice.chance(0.4)) return null;
    return valueFor((anyOf[0] ?? {}) as Schema, source, depth + 1);
  }
  if (Array.isArray(schema.enum)) return dice.one(schema.enum as readonly Json[]);
  const tag = schema["x-orch"];
  if (typeof tag === "object" && tag !== null && "money" in tag) return moneyFor(tag as JsonObject, source);
  switch (schema.type) {
    case "boolean":
      return dice.chance(0.5);
    case "integer":
    case "number":
      return numberFor(schema, source);
    case "string":
      return textFor(schema, source);
    case "array":
      return listFor(schema, source, depth);
    case "object":
      return recordFor(schema, source, depth);
    case "null":
      return null;
    default:
      return dice.one<Json>([{ a: 1 }, "json", 3, null, [1, "a"]]);
  }
}

function nameOf(ref: string): string {
  return decodeURIComponent(ref.slice("#/$defs/".length)).replaceAll("~1", "/").replaceAll("~0", "~");
}

function moneyFor({ money }: JsonObject, { dice }: Source): Json {
  const { currency, minimum, maximum } = money as JsonObject;
  const least = typeof minimum === "string" ? Number(minimum) : 0;
  const most = typeof maximum === "string" ? Number(maximum) : least + 100;
  const wished = dice.one([0, 0.5, 1, 2, 40]);
  const amount = String(Math.min(most, Math.max(least, wished)));
  return { amount, currency: typeof currency === "string" ? currency : "USD" };
}

function numberFor(schema: JsonObject, { dice, hints }: Source): Json {
  const tag = schema["x-orch"];
  const least = typeof schema.minimum === "number" ? schema.minimum : 0;
  const most = Math.max(
    least,
    typeof schema.maximum === "number" ? schema.maximum : tag === "Ratio" ? 1 : least + 9,
  );
  if (tag === "Ratio")
    return dice.one([0, 0.1, 0.5, 0.8, 1].filter((share) => share >= least && share <= most));
  if (tag === "Duration")
    return Math.min(
      Math.max(least, dice.one([0, 1_000, 5_000, 60_000])),
      schema.maximum === undefined ? 60_000 : most,
    );
  const near = hints.filter(
    (hint) => typeof hint === "number" && Number.isInteger(hint) && hint >= least && hint <= most,
  );
  if (near.length > 0 && dice.chance(0.25)) return dice.one(near);
  if (dice.chance(0.3)) return dice.one([Math.ceil(least), Math.floor(most)]);
  return Math.ceil(least) + dice.below(Math.floor(most) - Math.ceil(least) + 1);
}

function textFor(schema: JsonObject, { dice, hints }: Source): Json | undefined {
  switch (schema["x-orch"]) {
    case "Email":
      return `${dice.one(["ann", "bob"])}@example.com`;
    case "Url":
      return `https://example.com/${dice.below(9)}`;
    case "Instant":
      return dice.one(["2026-01-01T12:00:00.000Z", "2026-01-01T12:00:05.000Z", "2026-01-02T04:30:00.000Z"]);
    case "Date":
      return dice.one(["2026-01-01", "2026-02-03"]);
    case "TimeOfDay":
      return dice.one(["12:00", "22:30"]);
    default:
      break;
  }
  if (typeof schema.pattern === "string") {
    const fitting = textsMatching(schema.pattern);
    return fitting.length === 0 ? undefined : dice.one(fitting);
  }
  const near = hints.filter((hint) => typeof hint === "string");
  return near.length > 0 && dice.chance(0.3) ? dice.one(near) : dice.one(texts);
}

/** Short texts that match; none for a pattern that asks for others. */
export function textsMatching(pattern: string): readonly string[] {
  const matcher = new RegExp(pattern, "u");
  return ["ab", "zz", "qx", "hello", "a", "1"].filter((text) => matcher.test(text));
}

function sizeWithin(least: number, most: number, dice: Dice): number {
  return dice.chance(0.25) ? dice.one([least, most]) : dice.within(least, most);
}

function listFor({ items, minItems, maxItems }: JsonObject, source: Source, depth: number): Json | undefined {
  const least = typeof minItems === "number" ? minItems : 0;
  const most = Math.max(least, Math.min(typeof maxItems === "number" ? maxItems : 4, least + 5));
  const size = depth > depthMax ? least : sizeWithin(least, most, source.dice);
  const values: Json[] = [];
  for (let nth = 0; nth < size; nth++) {
    const item = valueFor((items ?? {}) as Schema, source, depth + 1);
    if (item === undefined) return undefined;
    values.push(item);
  }
  return values;
}

function recordFor(schema: JsonObject, source: Source, depth: number): Json | undefined {
  if (schema["x-orch"] === "Geo") return { lat: 52.5, lon: 13.4 };
  const cases = casesIn(schema);
  if (cases !== undefined) return recordFor(source.dice.one(cases), source, depth);
  const { properties, required } = schema;
  if (typeof properties !== "object" || properties === null) return {};
  const record: Record<string, Json> = {};
  for (const [name, field] of Object.entries(properties)) {
    const value = valueFor(field as Schema, source, depth + 1);
    const isAsked = Array.isArray(required) && (required as readonly Json[]).includes(name);
    if (value === undefined && isAsked) return undefined;
    if (value !== undefined && (value !== null || isAsked)) record[name] = value;
  }
  return record;
}
