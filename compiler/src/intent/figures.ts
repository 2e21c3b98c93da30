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
import type { JsonObject, Money } from "@orchlang/plan";
import { compareMoney, money } from "@orchlang/plan/quantities";

/* Numbers, quantities and amounts as a sentence has them. Decimals are exact until they become what a run takes. */

const small = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** `3`, `-1.5`, `10_000`, `10,000`, `three`. */
export function numberIn(text: string): number | undefined {
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
export function ratioIn(text: string): number | undefined {
  const percent = /^(\S+?)\s*(?:%|percent|per cent)$/iu.exec(text);
  if (percent === null) return numberIn(text);
  const exact = parseRational(digitsIn(percent[1] ?? "") ?? "");
  return exact === undefined ? undefined : toNumber(overRational(exact, rational(100n, 1n)));
}

const durationPart = /(-?\d[\d_.]*|\p{L}+\s)\s*(\p{L}+)/gu;

/** `2 hours`, `1 h 30 m`, `90s`: ms. */
export function durationIn(text: string, units: Units): number | undefined {
  const said = text.replace(/,|\band\b/giu, " ");
  const parts = [...said.matchAll(durationPart)];
  const rest = said.replace(durationPart, "").trim();
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
export function quantityIn(text: string, quantity: string, units: Units): number | undefined {
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
export function moneyIn(text: string): Money | undefined {
  const before = /^(?<minus>-?)(?<of>\p{Sc})\s*(?<digits>\d[\d_,.]*)$/u.exec(text);
  const found = before ?? /^(?<minus>-?)(?<digits>\d[\d_,.]*)\s*(?<of>\p{Sc}|[A-Za-z]{3})$/u.exec(text);
  const { minus = "", digits = "", of = "" } = found?.groups ?? {};
  const amount = digitsIn(`${minus}${digits}`);
  const currency = Object.hasOwn(currencyOfSign, of) ? currencyOfSign[of] : of.toUpperCase();
  return amount === undefined || currency === undefined ? undefined : money(amount, currency);
}

/** The amount where its type takes it. */
export function amountIn(
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

export function withinBounds(
  value: number | undefined,
  { minimum, maximum }: JsonObject,
): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const below = typeof minimum === "number" && value < minimum;
  return below || (typeof maximum === "number" && value > maximum) ? undefined : value;
}
