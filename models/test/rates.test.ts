import { calcPrice } from "@pydantic/genai-prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grantedOutput, inputTokensMax } from "../src/bound.ts";
import { costOf, ratesOf, worstCostOf } from "../src/rates.ts";
import { fabricOf, type Rates } from "../src/settings.ts";

function rates(kind: "openai" | "anthropic" | "google", model: string): Rates | undefined {
  const fabric = fabricOf({ providers: { p: { kind } }, models: { m: { provider: "p", model } } });
  if ("wrong" in fabric || fabric.models[0] === undefined) throw new Error(JSON.stringify(fabric));
  return ratesOf(fabric.models[0]);
}

function known(kind: "openai" | "anthropic" | "google", model: string): Rates {
  const found = rates(kind, model);
  if (found === undefined) throw new Error(`${model} has no rates`);
  return found;
}

const usage = fc
  .record({ input: fc.nat(500_000), output: fc.nat(50_000), cached: fc.nat(1000) })
  .map(({ input, output, cached }) => ({ input: input + cached, output, cached, written: 0 }));

describe("costs", () => {
  test.each([
    ["openai", "gpt-4o-mini"],
    ["anthropic", "claude-sonnet-4-5"],
    ["google", "gemini-2.5-pro"],
  ] as const)("of %s %s are those of the price list, but exact", (kind, model) => {
    const its = known(kind, model);
    fc.assert(
      fc.property(usage, (used) => {
        const { input, output, cached } = used;
        const told = { input_tokens: input, output_tokens: output, cache_read_tokens: cached };
        const listed = calcPrice(told, model, { providerId: kind });
        expect(Number(costOf(used, its).amount)).toBeCloseTo(listed?.total_price ?? Number.NaN, 9);
      }),
    );
  });

  test("have every digit", () => {
    expect(costOf({ input: 3, output: 1, cached: 1, written: 0 }, known("openai", "gpt-4o-mini"))).toEqual({
      amount: "0.000000975",
      currency: "USD",
    });
  });

  test("of a model that nobody knows are unknown", () => {
    expect(rates("openai", "nobody-1")).toBeUndefined();
  });
});

describe("the limit on an answer", () => {
  test("keeps tokens and cost within what is declared, whatever the answer", () => {
    const its = known("google", "gemini-2.5-pro");
    fc.assert(
      fc.property(
        fc.nat(300_000),
        fc.nat(400_000),
        fc.integer({ min: 1, max: 5_000 }),
        (input, tokens, cents) => {
          const cost = { amount: String(cents / 1000), currency: "USD" };
          const granted = grantedOutput(input, { tokens, cost }, its);
          if ("over" in granted) return;
          const output = granted.outputTokens ?? Number.NaN;
          expect(input + output).toBeLessThanOrEqual(tokens);
          expect(Number(worstCostOf(input, output, its).amount)).toBeLessThanOrEqual(cents / 1000);
        },
      ),
    );
  });

  test("is held against the dearest input: that which is written to a cache, where that costs more", () => {
    const flat = (price: string) => ({ base: price, above: [] });
    const [input, output, written] = [flat("1"), flat("2"), flat("1.25")];
    const its = { currency: "USD", input, output, written, cached: flat("0.1") };
    expect(worstCostOf(1_000_000, 0, its).amount).toBe("1.25");
    expect(worstCostOf(1_000_000, 0, { ...its, written: input, cached: flat("3") }).amount).toBe("3");
  });

  test("counts a token for each byte", () => {
    expect(inputTokensMax("äß", undefined) - inputTokensMax("", undefined)).toBe(4);
  });

  test("needs a price where money is bounded, in the same currency", () => {
    const cost = { amount: "1", currency: "EUR" };
    expect(grantedOutput(500, { cost }, undefined)).toHaveProperty("over");
    expect(grantedOutput(500, { cost }, known("openai", "gpt-4o-mini"))).toHaveProperty("over");
    expect(grantedOutput(500, {}, undefined)).toEqual({});
  });
});
