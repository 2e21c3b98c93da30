/**
 * How the language's values look in JSON, everywhere: plan files, journals, inputs, handlers.
 *
 * | type | JSON |
 * |---|---|
 * | `Bool` `Int` `Float` `String` `Email` `Url` | themselves |
 * | `Ratio` | a number, `80%` is `0.8` |
 * | `Duration` | a number of milliseconds |
 * | other quantities | a number in the base unit that `std.units` declares (metre, kelvin, joule, watt, byte, token) |
 * | `Money` | {@link Money}: exact decimal digits and a currency |
 * | `Instant` | RFC 3339 in UTC with milliseconds, `2026-12-01T10:00:00.000Z`: text order is time order |
 * | `Date`, `TimeOfDay` | `2026-12-01`, `22:00:00` |
 * | `Geo` | `{ "lat": 26.78, "lon": -80.05 }` |
 * | enum | its member's name |
 * | `none` | `null`, or the key left out |
 * | list, record, `Map` | array, object, object |
 */
export type Value = Json;

/** An exact amount: `amount` is decimal digits without exponent or trailing zeros (`"0.05"`, `"-3"`). */
export interface Money {
  readonly amount: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** A number of milliseconds. */
export type Milliseconds = number;

/** A JSON value. Whatever crosses a boundary, rests in a plan file or in a journal is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. A key whose value is `undefined` is not there. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A JSON Schema (draft 2020-12). `x-orch` names the language's own type where JSON's are too coarse. */
export type Schema = JsonObject | boolean;

/** From whom a value is to be kept (semantics, section 7). In rising order. */
export type Confidentiality = "public" | "internal" | "personal" | "secret";

/** `untrusted`: strangers or models wrote it. */
export type Integrity = "trusted" | "untrusted";

export interface Label {
  readonly confidentiality: Confidentiality;
  readonly integrity: Integrity;
}

export type Tier = "device" | "edge" | "cloud";
