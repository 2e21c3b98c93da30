import type { Limit, Money } from "@orchlang/plan";
import { texts } from "../texts.ts";

const signs: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };

/** `$0.351`, `€12.00`, `CHF 4.50`: the amount as it is. */
export function moneyText({ amount, currency }: Money): string {
  const sign = signs[currency];
  const isNegative = amount.startsWith("-");
  const size = padded(isNegative ? amount.slice(1) : amount);
  return `${isNegative ? "−" : ""}${sign ?? `${currency} `}${size}`;
}

/** At least two digits of the smaller unit, as prices have; `0` stays `0`. */
function padded(amount: string): string {
  if (amount === "0") return amount;
  const [whole = "0", part = ""] = amount.split(".");
  return part === "" ? grouped(whole) : `${grouped(whole)}.${part.padEnd(2, "0")}`;
}

const grouped = (whole: string): string => whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

/** Amounts spent, rounded. Several currencies are never added up: `$1.00 + €2.00`. Nothing has no currency. */
export function spentText(amounts: readonly Money[]): string {
  if (amounts.length === 0) return texts.nothing;
  return amounts
    .map(({ amount, currency }) => ({ amount: Number(amount).toFixed(placesOf(amount)), currency }))
    .map(({ amount, currency }) => moneyText({ amount: withoutZeros(amount), currency }))
    .join(" + ");
}

/** An upper bound: rounded up, so that it stays one. */
export function mostText({ amount, currency }: Money): string {
  const [whole = "0", part = ""] = amount.split(".");
  const places = placesOf(amount);
  const kept = BigInt(whole + part.slice(0, places).padEnd(places, "0"));
  const isCut = /[1-9]/u.test(part.slice(places));
  const digits = String(isCut ? kept + 1n : kept).padStart(places + 1, "0");
  return moneyText({
    amount: withoutZeros(`${digits.slice(0, -places)}.${digits.slice(-places)}`),
    currency,
  });
}

/** Decimal places: a hundredth of the smaller unit, and two digits of an amount below that. */
function placesOf(amount: string): number {
  const size = Math.abs(Number(amount));
  return size === 0 ? 4 : Math.min(20, Math.max(4, 1 - Math.floor(Math.log10(size))));
}

const withoutZeros = (amount: string): string => amount.replace(/\.?0+$/u, "");

/** The limit as text, or "no bound". Callers show the reason beside it. */
export function limitText<T>(limit: Limit<T>, text: (value: T) => string): string {
  return "value" in limit ? text(limit.value) : "no bound";
}

/** True: it surely costs nothing. */
export function isFree(limit: Limit<Money>): boolean {
  return "value" in limit && Number(limit.value.amount) === 0;
}

/** How much of the limit is used, 0 to 1; undefined: another currency, no limit, or a limit of nothing. */
export function shareOf(spent: readonly Money[], limit: Limit<Money>): number | undefined {
  if (!("value" in limit)) return undefined;
  const most = Number(limit.value.amount);
  if (!(most > 0) || spent.some(({ currency }) => currency !== limit.value.currency)) return undefined;
  const used = spent.reduce((sum, { amount }) => sum + Number(amount), 0);
  return Math.min(1, used / most);
}
