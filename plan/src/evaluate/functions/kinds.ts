import { parseDate, parseInstant, parseTimeOfDay } from "../../quantity/calendar.ts";
import { isMoney } from "../../quantity/money.ts";
import type { Json, JsonObject, Money } from "../../shapes/value.ts";
import { faulted, type Stop } from "../outcome.ts";

/** A type of argument: reads it off the value, or doesn't. Plan files are checked, but not for types. */
export interface Kind<T> {
  readonly says: string;
  readonly read: (value: Json) => T | undefined;
}

export const aNumber: Kind<number> = {
  says: "a number",
  read: (value) => (typeof value === "number" ? value : undefined),
};

export const aText: Kind<string> = {
  says: "text",
  read: (value) => (typeof value === "string" ? value : undefined),
};

export const aBool: Kind<boolean> = {
  says: "true or false",
  read: (value) => (typeof value === "boolean" ? value : undefined),
};

export const aMoney: Kind<Money> = {
  says: "an amount of money",
  read: (value) => (isMoney(value) ? value : undefined),
};

export const aList: Kind<readonly Json[]> = {
  says: "a list",
  read: (value) => (isList(value) ? value : undefined),
};

export const aRecord: Kind<JsonObject> = {
  says: "a record",
  read: (value) => (typeof value === "object" && value !== null && !isList(value) ? value : undefined),
};

export const anyValue: Kind<Json> = { says: "a value", read: (value) => value };

/** In UTC and of fixed width, so that the order of texts is the order in time. */
export const anInstant: Kind<string> = {
  says: "an instant",
  read: (value) =>
    typeof value === "string" && value.length === 24 && "ok" in parseInstant(value) ? value : undefined,
};

export const aDate: Kind<string> = {
  says: "a date",
  read: (value) => (typeof value === "string" && "ok" in parseDate(value) ? value : undefined),
};

/** With its seconds. */
export const aTime: Kind<string> = {
  says: "a time of day",
  read: (value) => {
    const parsed = typeof value === "string" ? parseTimeOfDay(value) : undefined;
    return parsed !== undefined && "ok" in parsed ? parsed.ok : undefined;
  },
};

export interface Geo {
  readonly lat: number;
  readonly lon: number;
}

export const aGeo: Kind<Geo> = {
  says: "a place on earth",
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const { lat, lon } = value;
    return typeof lat === "number" && typeof lon === "number" ? { lat, lon } : undefined;
  },
};

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

export function inWords(value: Json | undefined): string {
  if (value === undefined || value === null) return "none";
  if (isList(value)) return "a list";
  if (typeof value === "object") return isMoney(value) ? "an amount of money" : "a record";
  return typeof value === "string" ? "text" : typeof value === "number" ? "a number" : "true or false";
}

export function wants<T>(kind: Kind<T>, value: Json | undefined): Stop {
  return faulted(`${kind.says} was expected, not ${inWords(value)}`);
}
