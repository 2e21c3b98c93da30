import type { Milliseconds, Money } from "../shapes/value.ts";
import { numberDigits, parseDecimal, plainDigits } from "./decimal.ts";
import { money, roundMoney } from "./money.ts";

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
