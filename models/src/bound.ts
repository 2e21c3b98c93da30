import type { JsonObject, Money } from "@orchlang/plan";
import { compareMoney } from "@orchlang/plan/quantities";
import { worstCostOf } from "./rates.ts";
import type { Rates } from "./settings.ts";

/** The most that an attempt may use, as its capability declares it for these arguments. */
export interface Allowance {
  readonly tokens?: number;
  readonly cost?: Money;
}

/**
 * Tokens that a provider adds to a question by itself: roles, separators, and its words around a schema. None of the four
 * kinds of provider documents more than about 350, for tools (Anthropic, "Tool use system prompt token count").
 */
const addedTokens = 400;

/**
 * The most tokens that a text can have: a token of a byte-pair encoding stands for at least one byte. The exact number is
 * known to the provider alone.
 */
export function inputTokensMax(prompt: string, schema: JsonObject | undefined): number {
  const sent = schema === undefined ? prompt : prompt + JSON.stringify(schema);
  return Buffer.byteLength(sent) + addedTokens;
}

export type Granted =
  /** The limit on the answer that keeps the attempt within its allowance; absent: the model's own. */
  { readonly outputTokens?: number } | { readonly over: string };

/** The longest answer for which tokens and cost stay within what is declared, whatever the model says. */
export function grantedOutput(input: number, allowance: Allowance, rates: Rates | undefined): Granted {
  const { tokens, cost } = allowance;
  const byTokens = tokens === undefined ? Infinity : Math.floor(tokens) - input;
  if (byTokens < leastOutput) {
    return {
      over: `the question may have ${input} tokens (one for each byte), which leaves no room for an answer in the declared ${tokens}. Declare more tokens, or ask with less text`,
    };
  }
  if (cost === undefined) return byTokens === Infinity ? {} : { outputTokens: byTokens };
  if (rates === undefined || rates.currency !== cost.currency)
    return {
      over: `its cost is bounded in ${cost.currency}, and the model has ${rates === undefined ? "no known price" : `prices in ${rates.currency}`}`,
    };
  const fits = (output: number): boolean => compareMoney(worstCostOf(input, output, rates), cost) <= 0;
  if (!fits(leastOutput)) {
    const least = worstCostOf(input, leastOutput, rates);
    return {
      over: `the question may have ${input} tokens (one for each byte), so that a short answer may cost ${least.amount} ${least.currency}. The declared cost is ${cost.amount} ${cost.currency}`,
    };
  }
  let [low, high] = [leastOutput, Math.min(byTokens, outputTokensMax)];
  // Usually tokens are the closer bound.
  if (fits(high)) low = high;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  // No model writes more at once, and some reject a higher limit: then the model's own is the lower one.
  return low >= outputTokensMax ? {} : { outputTokens: low };
}

/** An answer with less room is not worth its question. OpenAI rejects a limit below 16. */
const leastOutput = 16;
/** Above what any model of the price list writes in one answer. */
const outputTokensMax = 1_000_000;
