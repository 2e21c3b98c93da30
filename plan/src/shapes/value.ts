import type { Json } from "./json.ts";

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
