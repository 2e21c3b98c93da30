import { parseDate, parseTimeOfDay } from "../quantity/calendar.ts";
import { parseDecimal } from "../quantity/decimal.ts";
import { formatMoney } from "../quantity/format.ts";
import { formatInstant, parseInstant } from "../quantity/instant.ts";
import { compareMoney, money } from "../quantity/money.ts";
import type { Json, JsonObject } from "../shapes/json.ts";
import { isEmail, isUrl } from "./formats.ts";
import { got } from "./words.ts";

/** The value in the form that the project keeps it in, or what is wrong with it. */
export type Normalised = { readonly ok: Json } | { readonly fault: string };

export type Normaliser = (value: Json, extra: "fault" | "drop") => Normalised;

/**
 * How values of a type are taken in whose form JSON Schema can't check or that has more than one spelling.
 * Undefined for the types that JSON Schema checks well.
 */
export function normaliserOf(tag: Json): Normaliser | undefined {
  if (typeof tag === "string") return Object.hasOwn(byName, tag) ? byName[tag] : undefined;
  if (typeof tag !== "object" || tag === null) return undefined;
  const { money: bounds } = tag as { readonly money?: Json };
  return bounds === undefined ? undefined : moneyWithin(bounds as MoneyBounds);
}

const byName: Readonly<Record<string, Normaliser>> = {
  Email: text("an e-mail address", (value) =>
    isEmail(value) ? { ok: value } : { fault: "this is no e-mail address, such as `ada@example.com`" },
  ),
  Url: text("a URL", (value) =>
    isUrl(value) ? { ok: value } : { fault: "this is no whole URL, such as `https://example.com/a`" },
  ),
  Instant: text("an instant as text, `2026-12-01T10:00:00Z`,", (value) => {
    const parsed = parseInstant(value);
    return "ok" in parsed ? { ok: formatInstant(parsed.ok) } : parsed;
  }),
  Date: text("a date as text, `2026-12-01`,", parseDate),
  TimeOfDay: text("a time of day as text, `22:00`,", parseTimeOfDay),
};

function text(what: string, normalise: (value: string) => Normalised): Normaliser {
  return (value) =>
    typeof value === "string" ? normalise(value) : { fault: `${what} was expected, got ${got(value)}` };
}

interface MoneyBounds {
  readonly currency?: string;
  readonly minimum?: string;
  readonly maximum?: string;
}

const moneyForm = "a Money is `{ amount, currency }`";

function moneyWithin({ currency: only, minimum, maximum }: MoneyBounds): Normaliser {
  return (value, extra) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { fault: `${moneyForm}, got ${got(value)}` };
    }
    const { amount, currency, ...others } = value as JsonObject;
    const foreign = Object.keys(others)[0];
    if (foreign !== undefined && extra === "fault") return { fault: `${moneyForm}, without \`${foreign}\`` };
    if (typeof amount !== "string" || parseDecimal(amount) === undefined) {
      return { fault: `${moneyForm}, its amount decimal digits in text, such as "0.05"` };
    }
    const normal = typeof currency === "string" ? money(amount, currency) : undefined;
    if (normal === undefined) {
      return { fault: `${moneyForm}, its currency three capital letters, such as "USD"` };
    }
    if (only !== undefined && normal.currency !== only) {
      return { fault: `an amount in ${only} was expected, got one in ${normal.currency}` };
    }
    const least = minimum === undefined ? undefined : money(minimum, normal.currency);
    if (least !== undefined && compareMoney(normal, least) < 0) {
      return { fault: `it is less than ${formatMoney(least)}` };
    }
    const most = maximum === undefined ? undefined : money(maximum, normal.currency);
    if (most !== undefined && compareMoney(normal, most) > 0) {
      return { fault: `it is more than ${formatMoney(most)}` };
    }
    return { ok: { amount: normal.amount, currency: normal.currency } };
  };
}
