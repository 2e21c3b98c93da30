import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { casesIn } from "@orchlang/plan/boundary";
import {
  durationLiteral,
  formatInstant,
  instantLiteral,
  money,
  moneyLiteral,
  numberDigits,
  parseInstant,
  ratioLiteral,
} from "@orchlang/plan/quantities";

type Definitions = Readonly<Record<string, Schema>>;

/** A value as a program writes it, by the schema of its type. */
export function literal(value: Json, schema: Schema, defs: Definitions): string {
  const type = opened(schema, defs);
  if (value === null) return "none";
  const tag = type["x-orch"];
  if (typeof value === "number") return numberText(value, tag);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return textOf(value, type);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    return `[${value.map((item: Json) => literal(item, items, defs)).join(", ")}]`;
  }
  return recordText(value as JsonObject, type, defs);
}

function opened(schema: Schema, defs: Definitions): JsonObject {
  if (typeof schema !== "object") return {};
  if (typeof schema.$ref === "string") {
    const name = decodeURIComponent(schema.$ref.slice("#/$defs/".length))
      .replaceAll("~1", "/")
      .replaceAll("~0", "~");
    return opened(defs[name] ?? {}, defs);
  }
  return Array.isArray(schema.anyOf) ? opened(schema.anyOf[0] as Schema, defs) : schema;
}

function numberText(value: number, tag: Json | undefined): string {
  if (tag === "Duration") return value < 0 ? `-${durationLiteral(-value)}` : durationLiteral(value);
  if (tag === "Ratio") return value < 0 ? `-${ratioLiteral(-value)}` : ratioLiteral(value);
  const { unit, quantity } =
    typeof tag === "object" && tag !== null && !Array.isArray(tag) ? (tag as JsonObject) : {};
  if (unit === "" && typeof quantity === "string") return `${numberDigits(value)}${madeOf[quantity] ?? ""}`;
  return `${numberDigits(value)}${typeof unit === "string" ? unit : ""}`;
}

/** Quantities that have no unit of their own, by those that they are made of. */
const madeOf: Readonly<Record<string, string>> = {
  Speed: "meters / 1s",
  Acceleration: "meters / 1s / 1s",
  Area: "meters * 1meter",
  Volume: "meters * 1meter * 1meter",
  Flow: "meters * 1meter * 1meter / 1s",
};

function textOf(value: string, { "x-orch": tag, enum: members }: JsonObject): string {
  if (tag === "Instant") {
    const instant = parseInstant(value);
    return "ok" in instant ? instantLiteral(formatInstant(instant.ok)) : quoted(value);
  }
  if (tag === "TimeOfDay") return timeText(value);
  if (Array.isArray(members) || tag === "Date") return value;
  return quoted(value);
}

/** To the minute: a program can't write the seconds of a time of day. */
function timeText(value: string): string {
  const minutes = value.slice(0, "22:00".length);
  return value === minutes || value === `${minutes}:00` ? minutes : `${minutes} /* ${value} */`;
}

export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("$", "\\$");
}

function recordText(value: JsonObject, type: JsonObject, defs: Definitions): string {
  const tag = type["x-orch"];
  const { amount, currency, lat, lon } = value;
  if (tag === "Geo") return `geo(${numberDigits(Number(lat))}, ${numberDigits(Number(lon))})`;
  if (typeof amount === "string" && typeof currency === "string" && isMoney(tag)) {
    const written = money(amount, currency);
    if (written !== undefined) return moneyLiteral(written);
  }
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  const others = (type.additionalProperties ?? {}) as Schema;
  const entries = Object.entries(value);
  const unwritten = entries.flatMap(([name]) => (isWord.test(name) ? [] : [name]));
  const fields = entries.flatMap(([name, field]) => {
    const is = Object.hasOwn(properties, name) ? (properties[name] as Schema) : others;
    return isWord.test(name) ? [`${name}: ${literal(field as Json, is, defs)}`] : [];
  });
  if (casesIn(type) !== undefined) return caseText(String(value.case), fields, unwritten);
  const all = fields.length === 0 ? "" : ` ${fields.join(", ")} `;
  return `{${all}${unwritten.length === 0 ? "" : `${leftOut(unwritten)} `}}`;
}

/** `later`, `approve(until: …)`. */
function caseText(tag: string, fields: readonly string[], unwritten: readonly string[]): string {
  const own = fields.filter((field) => !field.startsWith("case: "));
  const all = [...own, ...(unwritten.length === 0 ? [] : [leftOut(unwritten)])];
  return all.length === 0 ? tag : `${tag}(${all.join(", ")})`;
}

/** The form of map keys that a program can write. */
const isWord = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

function leftOut(keys: readonly string[]): string {
  const names = keys.map((name) => JSON.stringify(name).replaceAll("*/", "* /"));
  return `/* without ${names.join(", ")}, which no program can write */`;
}

function isMoney(tag: Json | undefined): boolean {
  return tag === undefined || (typeof tag === "object" && tag !== null && "money" in tag);
}
