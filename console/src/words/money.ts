import type { Limit, Money } from "@orchlang/plan";

const signs: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };

/** `$0.351`, `€12.00`, `CHF 4.50`. The amount is never rounded: it is a bound. */
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

/** Several currencies are never added up: `$1.00 + €2.00`. Nothing spent is `$0`. */
export function moneysText(amounts: readonly Money[]): string {
  return amounts.length === 0 ? "$0" : amounts.map(moneyText).join(" + ");
}

/** Sums of many amounts, to a hundredth of the smaller unit: they are looked at, not taken into account. */
export function sumsText(amounts: readonly Money[]): string {
  const rounded = amounts.map(({ amount, currency }) => ({
    amount: String(Number(Number(amount).toFixed(4))),
    currency,
  }));
  return moneysText(rounded);
}

/** The limit as text, or "no bound". Callers show the reason beside it. */
export function limitText<T>(limit: Limit<T>, text: (value: T) => string): string {
  return "value" in limit ? text(limit.value) : "no bound";
}

/** How much of the limit is used, 0 to 1; undefined: another currency, no limit, or a limit of nothing. */
export function shareOf(spent: readonly Money[], limit: Limit<Money>): number | undefined {
  if (!("value" in limit)) return undefined;
  const most = Number(limit.value.amount);
  if (!(most > 0) || spent.some(({ currency }) => currency !== limit.value.currency)) return undefined;
  const used = spent.reduce((sum, { amount }) => sum + Number(amount), 0);
  return Math.min(1, used / most);
}
