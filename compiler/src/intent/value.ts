import type { Units } from "@orchlang/checker/types";
import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { isEmail, isUrl, textPattern } from "@orchlang/plan/boundary";
import { parseDate, parseInstant, parseTimeOfDay } from "@orchlang/plan/quantities";
import { amountIn, durationIn, moneyIn, numberIn, quantityIn, ratioIn, withinBounds } from "./figures.ts";
import { joinedWords } from "./words.ts";

/** The environment in which values are parsed. */
export interface ValueScope {
  /** Named types, by qualified name. */
  readonly types: Readonly<Record<string, Schema>>;
  readonly units: Units;
}

type Typed = Exclude<Schema, boolean>;

/** The value of a type that a part of a sentence says; `undefined` where it says none. */
export function valueIn(text: string, schema: Schema, scope: ValueScope): Json | undefined {
  const type = resolved(schema, scope);
  if (text === "" || type === undefined) return undefined;
  if (Array.isArray(type.enum)) return memberIn(text, type.enum);
  if (type.type === "array") return listIn(text, type, scope);
  const tag = type["x-orch"];
  if (typeof tag === "object" && tag !== null) return measureIn(text, tag as JsonObject, type, scope);
  return typeof tag === "string" ? readers[tag]?.(text, type, scope) : undefined;
}

type Reader = (text: string, type: Typed, scope: ValueScope) => Json | undefined;

const readers: Readonly<Record<string, Reader>> = {
  String: (text, { pattern }) =>
    typeof pattern === "string" && textPattern(pattern)?.test(text) === false ? undefined : text,
  Bool: (text) => truths[joinedWords(text)],
  Int: (text, type) => withinBounds(wholeIn(text), type),
  Float: (text, type) => withinBounds(numberIn(text), type),
  Ratio: (text, type) => withinBounds(ratioIn(text), type),
  Duration: (text, type, { units }) => withinBounds(durationIn(text, units), type),
  Email: (text) => (isEmail(text) ? text : undefined),
  Url: (text) => (isUrl(text) ? text : undefined),
  Date: (text) => okOf(parseDate(text)),
  TimeOfDay: timeIn,
  Instant: (text) => ("ok" in parseInstant(text) ? text : undefined),
  Optional: (text, { anyOf }, scope) =>
    Array.isArray(anyOf) ? valueIn(text, anyOf[0] as Schema, scope) : undefined,
};

const truths: Readonly<Record<string, boolean>> = {
  __proto__: null as never,
  yes: true,
  true: true,
  on: true,
  no: false,
  false: false,
  off: false,
};

/** Whether any words at all say a value of the type, so that it takes the rest of a phrase. */
export function takesAnyWords(schema: Schema, scope: ValueScope): boolean {
  const type = resolved(schema, scope);
  if (type?.["x-orch"] === "Optional" && Array.isArray(type.anyOf)) {
    return takesAnyWords(type.anyOf[0] as Schema, scope);
  }
  return type?.["x-orch"] === "String";
}

/** The members that a parameter may be, where it is one of few. */
export function membersOf(schema: Schema, scope: ValueScope): readonly string[] {
  const type = resolved(schema, scope);
  if (type?.["x-orch"] === "Optional" && Array.isArray(type.anyOf)) {
    return membersOf(type.anyOf[0] as Schema, scope);
  }
  return Array.isArray(type?.enum) ? type.enum.map(String) : [];
}

function resolved(schema: Schema, { types }: ValueScope): Typed | undefined {
  if (typeof schema === "boolean") return undefined;
  const { $ref } = schema;
  if (typeof $ref !== "string") return schema;
  const name = decodeURIComponent($ref.slice("#/$defs/".length)).replaceAll("~1", "/").replaceAll("~0", "~");
  const named = Object.hasOwn(types, name) ? types[name] : undefined;
  return typeof named === "object" ? named : undefined;
}

/** By its words: "living room" is `living_room`. */
function memberIn(text: string, members: readonly Json[]): Json | undefined {
  const said = joinedWords(text);
  return members.find((member) => typeof member === "string" && joinedWords(member) === said);
}

/** `red, green and blue`. */
function listIn(text: string, { items, minItems, maxItems }: Typed, scope: ValueScope): Json | undefined {
  const parts = text.split(/\s*,\s*(?:and\s+)?|\s+and\s+/iu);
  const values = parts.map((part) => valueIn(part, items as Schema, scope));
  if (values.length < Number(minItems ?? 0) || values.length > Number(maxItems ?? Number.POSITIVE_INFINITY)) {
    return undefined;
  }
  const read = values.flatMap((value) => (value === undefined ? [] : [value]));
  return read.length === values.length ? read : undefined;
}

function measureIn(text: string, tag: JsonObject, type: Typed, { units }: ValueScope): Json | undefined {
  if (typeof tag.quantity === "string") return withinBounds(quantityIn(text, tag.quantity, units), type);
  return tag.money === undefined
    ? undefined
    : amountIn(moneyIn(text), tag.money as Parameters<typeof amountIn>[1]);
}

function wholeIn(text: string): number | undefined {
  const number = numberIn(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

function okOf(parsed: { readonly ok: string } | { readonly fault: string }): string | undefined {
  return "ok" in parsed ? parsed.ok : undefined;
}

/** A time of day as people say it: `20:30`, `8:30 pm`, `8pm`. */
function timeIn(text: string): string | undefined {
  const form = /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:([ap])\.?m\.?)?$/iu.exec(text);
  if (form === null) return undefined;
  const [, hour = "", minute, second = "00", half] = form;
  // Eight alone may be anything.
  if (half === undefined && minute === undefined) return undefined;
  if (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return undefined;
  const afternoon = half?.toLowerCase() === "p" ? 12 : 0;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + afternoon;
  const parsed = parseTimeOfDay(`${String(hours).padStart(2, "0")}:${minute ?? "00"}:${second}`);
  return "ok" in parsed ? parsed.ok : undefined;
}
