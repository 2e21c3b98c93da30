import {
  baseOf,
  inBaseUnit,
  overRational,
  parseRational,
  rational,
  showDimension,
  toNumber,
  type Unit,
  type Units,
} from "@orchlang/checker/types";
import { currencyOfSign } from "@orchlang/language";
import type { Json, JsonObject, Money, Schema } from "@orchlang/plan";
import { isEmail, isUrl, textPattern } from "@orchlang/plan/boundary";
import { compareMoney, money, parseDate, parseInstant, parseTimeOfDay } from "@orchlang/plan/quantities";
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

/** True if any words at all say a value of the type, so that it takes the rest of a phrase. */
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
  const result = joinedWords(text);
  return members.find((member) => typeof member === "string" && joinedWords(member) === result);
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

/* Numbers, quantities and amounts as a sentence has them. Decimals are exact until they become what a run takes. */

const small = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** `3`, `-1.5`, `10_000`, `10,000`, `three`. */
function numberIn(text: string): number | undefined {
  const digits = digitsIn(text);
  const exact = digits === undefined ? undefined : parseRational(digits);
  return exact === undefined ? undefined : toNumber(exact);
}

function digitsIn(text: string): string | undefined {
  const word = small.indexOf(text.toLowerCase());
  if (word >= 0) return String(word);
  if (text.length > digitsMax || !/^-?\d+(?:[_,]\d{3})*(?:\.\d+)?$/u.test(text)) return undefined;
  return text.replace(/[_,]/gu, "");
}

/** Longer is no number that anybody says. */
const digitsMax = 40;

/** `80%`, `80 percent`, `0.8`. */
function ratioIn(text: string): number | undefined {
  const percent = /^(\S+?)\s*(?:%|percent|per cent)$/iu.exec(text);
  if (percent === null) return numberIn(text);
  const exact = parseRational(digitsIn(percent[1] ?? "") ?? "");
  return exact === undefined ? undefined : toNumber(overRational(exact, rational(100n, 1n)));
}

const durationPart = /(-?\d[\d_.]*|\p{L}+\s)\s*(\p{L}+)/gu;

/** `2 hours`, `1 h 30 m`, `90s`: ms. */
function durationIn(text: string, units: Units): number | undefined {
  const result = text.replace(/,|\band\b/giu, " ");
  const parts = [...result.matchAll(durationPart)];
  const rest = result.replace(durationPart, "").trim();
  if (parts.length === 0 || rest !== "") return undefined;
  let sum = 0;
  for (const [, digits = "", unit = ""] of parts) {
    const value = quantityIn(`${digits.trim()} ${unit}`, "Duration", units);
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

/** `21.5C`, `21.5 °C`, `2.5 kg`: in the base unit of the quantity. */
function quantityIn(text: string, quantity: string, units: Units): number | undefined {
  const form = /^(-?[\d_,.]*\d|\p{L}+)\s*°?\s*(\p{L}[\p{L}\d]*)$/u.exec(text);
  const digits = form === null ? undefined : digitsIn(form[1] ?? "");
  const unit = form === null ? undefined : unitNamed(form[2] ?? "", units);
  if (digits === undefined || unit === undefined) return undefined;
  const difference = quantity === "TemperatureDifference" && baseOf(unit.dimension) === "Temperature";
  if (!difference && showDimension(unit.dimension) !== quantity) return undefined;
  const exact = inBaseUnit(unit, digits, !difference);
  const value = exact === undefined ? Number.NaN : toNumber(exact);
  return Number.isFinite(value) ? value : undefined;
}

/** By its name, else by what other languages call it; a unit that is only alike would be guessed. */
function unitNamed(name: string, units: Units): Unit | undefined {
  return units.unit(name) ?? units.unit(name.toLowerCase()) ?? units.unit(spoken[name.toLowerCase()] ?? "");
}

const spoken: Readonly<Record<string, string>> = {
  __proto__: null as never,
  min: "m",
  mins: "m",
  sec: "s",
  secs: "s",
  hr: "h",
  hrs: "h",
  celsius: "C",
  fahrenheit: "F",
  kelvin: "K",
  kilo: "kg",
  kilos: "kg",
  kilogram: "kg",
  kilograms: "kg",
  gram: "g",
  grams: "g",
  metre: "meter",
  metres: "meters",
  mile: "mi",
  miles: "mi",
};

/** `$5`, `€12.50`, `5 €`, `5 USD`, `12.50SEK`. */
function moneyIn(text: string): Money | undefined {
  const before = /^(?<minus>-?)(?<of>\p{Sc})\s*(?<digits>\d[\d_,.]*)$/u.exec(text);
  const match = before ?? /^(?<minus>-?)(?<digits>\d[\d_,.]*)\s*(?<of>\p{Sc}|[A-Za-z]{3})$/u.exec(text);
  const { minus = "", digits = "", of = "" } = match?.groups ?? {};
  const amount = digitsIn(`${minus}${digits}`);
  const currency = Object.hasOwn(currencyOfSign, of) ? currencyOfSign[of] : of.toUpperCase();
  return amount === undefined || currency === undefined ? undefined : money(amount, currency);
}

/** The amount where its type takes it. */
function amountIn(
  said: Money | undefined,
  { currency, minimum, maximum }: Readonly<Partial<Record<"currency" | "minimum" | "maximum", string>>>,
): JsonObject | undefined {
  if (said === undefined || (currency !== undefined && said.currency !== currency)) return undefined;
  const least = minimum === undefined ? undefined : money(minimum, said.currency);
  const most = maximum === undefined ? undefined : money(maximum, said.currency);
  const fits =
    (least === undefined || compareMoney(said, least) >= 0) &&
    (most === undefined || compareMoney(said, most) <= 0);
  return fits ? { amount: said.amount, currency: said.currency } : undefined;
}

function withinBounds(value: number | undefined, { minimum, maximum }: JsonObject): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const below = typeof minimum === "number" && value < minimum;
  return below || (typeof maximum === "number" && value > maximum) ? undefined : value;
}
