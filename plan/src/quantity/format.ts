import type { ReadingUnit } from "../shapes/context.ts";
import type { Json, JsonObject, Milliseconds, Money, Schema } from "../shapes/value.ts";
import { isMoney, money, numberDigits, parseDecimal, plainDigits, roundMoney } from "./money.ts";

const units = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** People don't count in weeks here: `15 d` rather than `2 w 1 d`. */
const spoken = units.slice(1);

/**
 * A duration for people, exact to the millisecond, parts of zero left out: `3 m 57 s`, `2 d 4 m`, `1.5 s`,
 * `20 ms`, `0 s`. What is below a millisecond is rounded away. Never ends is `∞`.
 */
export function formatDuration(ms: Milliseconds): string {
  if (!Number.isFinite(ms)) return Number.isNaN(ms) ? "?" : ms < 0 ? "-∞" : "∞";
  const whole = Math.round(Math.abs(ms));
  if (whole === 0) return "0 s";
  const sign = ms < 0 ? "-" : "";
  if (whole < 1_000) return `${sign}${whole} ms`;
  const parts: string[] = [];
  let rest = whole;
  for (const [unit, size] of spoken) {
    if (unit === "s") {
      if (rest > 0) parts.push(`${numberDigits(rest / size)} s`);
      break;
    }
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${numberDigits(count)} ${unit}`);
    rest -= count * size;
  }
  return sign + parts.join(" ");
}

/** Reads back what {@link formatDuration} writes, spaces or not. Undefined for what is no duration. */
export function parseDuration(text: string): Milliseconds | undefined {
  const form = /^(-?)((?:\d+(?:\.\d+)?\s?(?:ms|[wdhms])\s?)+)$/.exec(text.trim());
  if (form === null || text.length > 100) return undefined;
  let total = 0;
  for (const [, digits, unit] of (form[2] ?? "").matchAll(/(\d+(?:\.\d+)?)\s?(ms|[wdhms])/g)) {
    total += Number(digits) * (units.find(([name]) => name === unit)?.[1] ?? 0);
  }
  return Math.round(form[1] === "-" ? -total : total);
}

/** An energy for people, of joules: `401.042 kWh`, `90 J`. */
export function formatEnergy(joules: number): string {
  if (joules >= 3_600) return `${Number((joules / 3_600_000).toPrecision(6))} kWh`;
  return `${Number(joules.toPrecision(6))} J`;
}

const signs: Readonly<Record<string, string>> = { USD: "$", EUR: "€" };

/**
 * An amount for people: `$0.351`, `$0.10`, `€2`, `12.50 SEK`, `-$3`. Whole amounts without decimals, others with six at
 * most, half to even, if that leaves anything: what a third of an hour costs has no end.
 */
export function formatMoney(money: Money): string {
  const rounded = decimalsOf(money) > decimalsMax ? roundMoney(money, decimalsMax) : money;
  return written(rounded.amount === "0" ? money : rounded, " ");
}
const decimalsMax = 6;

function decimalsOf({ amount }: Money): number {
  return amount.length - 1 - (amount.includes(".") ? amount.indexOf(".") : amount.length - 1);
}

/** An amount as a program writes it: `$0.05`, `€12.50`, `12.50SEK`. */
export function moneyLiteral(money: Money): string {
  return written(money, "");
}

function written({ amount, currency }: Money, between: string): string {
  const minus = amount.startsWith("-") ? "-" : "";
  const [whole = "0", decimals] = amount.slice(minus.length).split(".");
  const digits = decimals === undefined ? whole : `${whole}.${decimals.padEnd(2, "0")}`;
  const sign = Object.hasOwn(signs, currency) ? signs[currency] : undefined;
  return sign === undefined ? `${minus}${digits}${between}${currency}` : `${minus}${sign}${digits}`;
}

/** Reads back what {@link moneyLiteral} writes, and {@link formatMoney} of few decimals. Undefined for what is no amount. */
export function parseMoney(text: string): Money | undefined {
  const form = /^(-?)([$€]?)(\d[\d_]*(?:\.\d+)?) ?([A-Z]{3})?$/u.exec(text.trim());
  const [, minus = "", sign = "", digits = "", code] = form ?? [];
  const signed = Object.keys(signs).find((currency) => signs[currency] === sign);
  if (form === null || text.length > 100 || (signed === undefined) === (code === undefined)) return undefined;
  return money(minus + digits, code ?? signed ?? "");
}

/** A duration as a program writes it, in the largest unit that gives a whole number: `90s`, `2h`, `1.5ms`. */
export function durationLiteral(ms: Milliseconds): string {
  if (ms === 0) return "0s";
  const [unit, size] = units.find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${numberDigits(ms / size)}${unit}`;
}

/** `0.8` as `80%`, exact: `0.07` is `7%`, not `7.000000000000001%`. */
export function ratioLiteral(ratio: number): string {
  const decimal = parseDecimal(numberDigits(ratio));
  return `${decimal === undefined ? numberDigits(ratio * 100) : plainDigits(decimal.times(100))}%`;
}

// Values as people say them: `21.5C` for 294.65 kelvins, `1.2kWh`, `80%`, `3 m 20 s`.

/** The type information of a value. */
export interface Typed {
  readonly schema: Schema;
  /** The units in which a quantity may be given and shown. */
  readonly units?: Readonly<Record<string, ReadingUnit>>;
}

/** Units for display: the largest of which there is at least one. Declared units are shown in their base unit. */
const usual = new Set(
  ["C", "km", "meters", "cm", "mm", "kg", "g", "MWh", "kWh", "Wh", "J", "MW", "kW", "W", "mW"].concat([
    "TB",
    "GB",
    "MB",
    "kB",
    "B",
    "Gbps",
    "Mbps",
    "kbps",
    "Bps",
    "MHz",
    "kHz",
    "Hz",
    "tokens",
    "km/h",
  ]),
);

/** The allowed units that people use; all allowed units if they use none of them. */
export function usualUnits({ units = {} }: Typed): readonly string[] {
  const names = Object.keys(units);
  const known = names.filter((name) => usual.has(name));
  return known.length > 0 ? known : names;
}

/** A value of a type in the unit that people use; undefined where its JSON says as much. */
export function spokenValue(value: Json, { schema, units = {} }: Typed): string | undefined {
  if (isMoney(value)) return formatMoney(value);
  if (typeof value !== "number") return undefined;
  const tag = quantityTag(schema);
  if (tag === "Duration") return formatDuration(value);
  if (tag === "Ratio") return ratioLiteral(Number(value.toPrecision(digitsMax)));
  if (typeof tag !== "object" || tag === null) return undefined;
  const { unit } = tag as JsonObject;
  return typeof unit === "string" ? inUnits(value, unit, units) : undefined;
}

/** The schema's quantity tag; for an optional value, that of the present value. */
export function quantityTag(schema: Schema): Json | undefined {
  if (typeof schema !== "object") return undefined;
  const { "x-orch": tag, anyOf } = schema as JsonObject;
  const [there] = Array.isArray(anyOf) ? anyOf : [];
  return tag === "Optional" && typeof there === "object" && there !== null
    ? (there as JsonObject)["x-orch"]
    : tag;
}

/** Hides the rounding errors of floating-point sums. */
const digitsMax = 6;

function inUnits(value: number, base: string, units: Readonly<Record<string, ReadingUnit>>): string {
  const results = Object.entries(units)
    .filter(([name]) => usual.has(name))
    .map(([name, { by, plus = 0 }]) => ({
      name,
      by,
      amount: Number(((value - plus) / by).toPrecision(digitsMax)),
    }))
    .sort((one, other) => other.by - one.by);
  const none = results.find(({ by, amount }) => amount === 0 && by === 1);
  const best = none ?? results.find(({ amount }) => Math.abs(amount) >= 1) ?? results.at(-1);
  const { amount, name } = best ?? { amount: Number(value.toPrecision(digitsMax)), name: base };
  // Words stand apart, signs of a unit do not.
  return `${numberDigits(amount)}${name.length > 4 ? " " : ""}${amount === 1 ? name.replace(/(?<=...)s$/u, "") : name}`;
}
