import { expect, test } from "vitest";
import { limitText, moneysText, moneyText, shareOf, sumsText } from "../src/words/money.ts";
import { givenName } from "../src/words/names.ts";
import { agoText, durationText } from "../src/words/time.ts";

test("durations have at most two units, rounded down", () => {
  const shown = [0, 250, 1_000, 3_140, 61_000, 172_800_000 + 240_000, 93_784_000, -61_000].map(durationText);
  expect(shown).toEqual(["0 s", "250 ms", "1 s", "3.1 s", "1 m 1 s", "2 d 4 m", "1 d 2 h", "−1 m 1 s"]);
});

test("ages have one unit, before and after now", () => {
  expect([agoText(0, 500), agoText(0, 180_000), agoText(900_000, 0)]).toEqual(["now", "3 m ago", "in 15 m"]);
});

test("money is exact, with its sign or its currency", () => {
  const texts = [
    { amount: "0.351", currency: "USD" },
    { amount: "1200", currency: "EUR" },
    { amount: "4.5", currency: "CHF" },
    { amount: "-0.1", currency: "USD" },
    { amount: "0", currency: "USD" },
  ].map(moneyText);
  expect(texts).toEqual(["$0.351", "€1,200", "CHF 4.50", "−$0.10", "$0"]);
});

test("currencies are never added up", () => {
  expect(moneysText([])).toBe("$0");
  expect(
    moneysText([
      { amount: "1", currency: "USD" },
      { amount: "2.5", currency: "EUR" },
    ]),
  ).toBe("$1 + €2.50");
});

test("a share of a budget is of the same currency, and of a limit above nothing", () => {
  const spent = [{ amount: "0.5", currency: "USD" }];
  expect(shareOf(spent, { value: { amount: "2", currency: "USD" } })).toBe(0.25);
  expect(shareOf(spent, { value: { amount: "2", currency: "EUR" } })).toBeUndefined();
  expect(shareOf(spent, { value: { amount: "0", currency: "USD" } })).toBeUndefined();
  expect(shareOf(spent, { unbounded: "no latency is declared" })).toBeUndefined();
  expect(limitText({ unbounded: "no latency is declared" }, durationText)).toBe("no bound");
});

test("a sum of many amounts is rounded to a hundredth of a cent", () => {
  const usd = (amount: string) => ({ amount, currency: "USD" });
  expect(sumsText([usd("0.02036233333333"), { amount: "12", currency: "EUR" }])).toBe("$0.0204 + €12");
  expect(sumsText([usd("1234.5")])).toBe("$1,234.50");
});

test("a statement that the author gave no name is not called by the engine's", () => {
  expect(["go", "go[2]", "with@1", "wait@2[3]"].map(givenName)).toEqual([
    "go",
    "go[2]",
    undefined,
    undefined,
  ]);
});
