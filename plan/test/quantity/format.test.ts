import {
  durationLiteral,
  formatDuration,
  formatMoney,
  moneyLiteral,
  numberDigits,
  parseDuration,
  parseMoney,
  ratioLiteral,
} from "@orchlang/plan/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  [237_000, "3 m 57 s"],
  [173_040_000, "2 d 4 m"],
  [0, "0 s"],
  [0.2, "0 s"],
  [20, "20 ms"],
  [1_500, "1.5 s"],
  [60_000, "1 m"],
  [3_600_000, "1 h"],
  [90_061_001, "1 d 1 h 1 m 1.001 s"],
  [15 * 86_400_000, "15 d"],
  [-1_000, "-1 s"],
  [Number.POSITIVE_INFINITY, "∞"],
])("%d ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("a duration that was written is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});

test.each(["", "s", "1", "1 x", "1 s 2", "--1 s", "1 m -2 s"])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ["0.351", "USD", "$0.351", "$0.351"],
  ["2", "EUR", "€2", "€2"],
  ["12.5", "SEK", "12.50 SEK", "12.50SEK"],
  ["-3", "USD", "-$3", "-$3"],
  ["0.1", "USD", "$0.10", "$0.10"],
  ["-0.5", "CHF", "-0.50 CHF", "-0.50CHF"],
])("%s %s is %s", (amount, currency, spoken, literal) => {
  expect(formatMoney({ amount, currency })).toBe(spoken);
  expect(moneyLiteral({ amount, currency })).toBe(literal);
  expect(parseMoney(spoken)).toEqual({ amount, currency });
  expect(parseMoney(literal)).toEqual({ amount, currency });
});

test("an amount without end is said with six decimals, unless it is less", () => {
  const said = (amount: string) => formatMoney({ amount, currency: "USD" });
  expect(said("6.666666666666666666666666666667")).toBe("$6.666667");
  expect(said("2.99999999")).toBe("$3");
  expect(said("-0.00000004")).toBe("-$0.00000004");
  expect(said("12345678")).toBe("$12345678");
});

test.each(["4", "$", "€2 EUR", "2 eur", "$1,000", "--$3", "$-3", "1e3 SEK", "$".repeat(200), ""])(
  "%s is no amount",
  (text) => {
    expect(parseMoney(text)).toBeUndefined();
  },
);

test("a duration's literal is one number and one unit, and means the same", () => {
  const sizes: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
      const [, digits, unit] = /^([\d.]+)([a-z]+)$/.exec(durationLiteral(ms)) ?? [];
      expect(Number(digits) * (sizes[unit ?? ""] ?? 0)).toBe(ms);
    }),
  );
  expect([90_000, 7_200_000, 604_800_000, 1.5, 0].map(durationLiteral)).toEqual([
    "90s",
    "2h",
    "1w",
    "1.5ms",
    "0s",
  ]);
});

test("ratios are exact", () => {
  expect([0.07, 0.8, 1, 1e-9, -0.5].map(ratioLiteral)).toEqual(["7%", "80%", "100%", "0.0000001%", "-50%"]);
});

test("numbers are written without exponent and read back", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const digits = numberDigits(number);
      expect(digits).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(digits)).toBe(number === 0 ? 0 : number);
    }),
  );
});
