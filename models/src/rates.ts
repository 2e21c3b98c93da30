import { createRequire } from "node:module";
import type { Money } from "@orchlang/plan";
import { addMoney, maxMoney, money, overMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { Model, Rate, Rates } from "./settings.ts";

/** Tokens of one call, as its provider reports them. `input` includes `cached` and `written`. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly written: number;
}

/**
 * The exact cost of a call: each kind of token times its rate, without rounding. Providers set the price of a call by the
 * size of its input.
 */
export function costOf(usage: Usage, rates: Rates): Money {
  const part = (tokens: number, rate: Rate): Money => {
    const price = money(priceAt(rate, usage.input), rates.currency) ?? zeroMoney(rates.currency);
    return overMoney(timesMoney(price, tokens), 1_000_000);
  };
  return [
    part(usage.input - usage.cached - usage.written, rates.input),
    part(usage.cached, rates.cached),
    part(usage.written, rates.written),
    part(usage.output, rates.output),
  ].reduce(addMoney);
}

/**
 * The most that a call of at most so many tokens can cost: all input at the dearest rate that input can have.
 */
export function worstCostOf(input: number, output: number, rates: Rates): Money {
  return [
    { input, output, cached: 0, written: 0 },
    { input, output, cached: input, written: 0 },
    { input, output, cached: 0, written: input },
  ]
    .map((usage) => costOf(usage, rates))
    .reduce(maxMoney);
}

/** The price that a call of so many input tokens has. */
function priceAt({ base, above }: Rate, input: number): string {
  return above.findLast(({ tokens }) => input > tokens)?.price ?? base;
}

const looked = new Map<string, Rates | undefined>();

/**
 * The rates of a model: as `orch.json` states them, else those of the installed price list. Undefined: unknown, so that a
 * call has no bound in money.
 */
export function ratesOf({ model, provider, rates }: Model): Rates | undefined {
  if (rates !== undefined) return rates;
  const name = JSON.stringify([provider.kind, provider.url, model]);
  if (!looked.has(name)) looked.set(name, listed(model, provider));
  return looked.get(name);
}

type PriceList = typeof import("@pydantic/genai-prices");
/** Two megabytes, which only those load who have a model. */
const require = createRequire(import.meta.url);

function listed(model: string, { kind, url }: Model["provider"]): Rates | undefined {
  const { calcPrice } = require("@pydantic/genai-prices") as PriceList;
  const at = kind === "openai-compatible" ? { providerApiUrl: url ?? "" } : { providerId: kind };
  const prices = calcPrice({ input_tokens: 1, output_tokens: 1 }, model, at)?.model_price;
  const [input, output] = [rateOf(prices?.input_mtok), rateOf(prices?.output_mtok)];
  if (input === undefined || output === undefined) return undefined;
  const cached = rateOf(prices?.cache_read_mtok) ?? input;
  return { currency: "USD", input, output, cached, written: rateOf(prices?.cache_write_mtok) ?? input };
}

/** The list has binary fractions; the decimal that one is written as is meant. */
function rateOf(price: PriceOf): Rate | undefined {
  if (price === undefined) return undefined;
  if (typeof price === "number") return { base: digits(price), above: [] };
  const above = price.tiers.map((tier) => ({ tokens: tier.start, price: digits(tier.price) }));
  return { base: digits(price.base), above: above.sort((one, other) => one.tokens - other.tokens) };
}

type PriceOf =
  | number
  | { readonly base: number; readonly tiers: readonly { readonly start: number; readonly price: number }[] }
  | undefined;

function digits(price: number): string {
  return money(String(price), "USD")?.amount ?? "0";
}
