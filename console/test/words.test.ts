import { expect, test } from "vitest";
import { isFree, limitText, moneyText, mostText, shareOf, spentText } from "../src/words/money.ts";
import { givenName } from "../src/words/names.ts";
import { agoText, durationText, roughText } from "../src/words/time.ts";

test("durations have at most two units, rounded down", () => {
  const shown = [0, 250, 1_000, 3_140, 61_000, 172_800_000 + 240_000, 93_784_000, -61_000].map(durationText);
  expect(shown.map((text) => text.replaceAll("\u00a0", " "))).toEqual([
    "0 s",
    "250 ms",
    "1 s",
    "3.1 s",
    "1 m 1 s",
    "2 d 4 m",
    "1 d 2 h",
    "−1 m 1 s",
  ]);
});

test("a duration is on one line, and its first unit says it roughly", () => {
  expect(durationText(5_000_000)).not.toMatch(/ /u);
  expect([5_000_000, 250, 3_140].map(roughText)).toEqual(["1\u00a0h", "250\u00a0ms", "3.1\u00a0s"]);
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
  expect(
    spentText([
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
  expect(spentText([usd("0.02036233333333"), { amount: "12", currency: "EUR" }])).toBe("$0.0204 + €12");
  expect(spentText([usd("1234.5")])).toBe("$1,234.50");
  expect(spentText([usd("0.0105429999999999999999660625")])).toBe("$0.0105");
});

test("nothing spent is nothing, whatever the currency", () => {
  expect(spentText([])).toBe("nothing");
  expect(spentText([{ amount: "0", currency: "EUR" }])).toBe("€0");
});

test("very little is not nothing", () => {
  expect(spentText([{ amount: "0.00001349", currency: "USD" }])).toBe("$0.000013");
  expect(spentText([{ amount: "0.00000000000000000000000000001", currency: "USD" }])).toBe("$0");
});

test("a bound is rounded up, and stays one", () => {
  const usd = (amount: string) => mostText({ amount, currency: "USD" });
  expect(["1.2894570000000000000000339375", "1.29", "0.99999999", "0", "12", "1200.00000"].map(usd)).toEqual([
    "$1.2895",
    "$1.29",
    "$1",
    "$0",
    "$12",
    "$1,200",
  ]);
  expect(usd("0.0000134")).toBe("$0.000014");
  expect(isFree({ value: { amount: "0.00", currency: "USD" } })).toBe(true);
  expect(isFree({ unbounded: "no cost is declared" })).toBe(false);
});

test("a statement that the author gave no name is not called by the engine's", () => {
  expect(["go", "go[2]", "with@1", "wait@2[3]"].map(givenName)).toEqual([
    "go",
    "go[2]",
    undefined,
    undefined,
  ]);
});
