import type { Money } from "@orchlang/plan";
import {
  addMoney,
  compareMoney,
  isMoney,
  maxMoney,
  minMoney,
  money,
  negateMoney,
  overMoney,
  ratioOfMoney,
  roundMoney,
  scaleDecimal,
  subtractMoney,
  timesMoney,
  zeroMoney,
} from "@orchlang/plan/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";

/** The oracle: whole numbers of 10^-12. */
const scale = 12;

function units({ amount }: Money): bigint {
  const negative = amount.startsWith("-");
  const [whole = "", decimals = ""] = amount.slice(negative ? 1 : 0).split(".");
  const value = BigInt(whole + decimals.padEnd(scale, "0"));
  return negative ? -value : value;
}

function ofUnits(value: bigint): Money {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const decimals = digits.slice(-scale).replace(/0+$/, "");
  const amount = digits.slice(0, -scale) + (decimals === "" ? "" : `.${decimals}`);
  return { amount: value < 0n ? `-${amount}` : amount, currency: "USD" };
}

/** Few digits and many: the two are computed in different ways. */
const amounts = fc
  .oneof(
    fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
    fc
      .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 4, max: scale }))
      .map(([whole, places]) => BigInt(whole) * 10n ** BigInt(places)),
  )
  .map(ofUnits);

test("sums, differences and order are exact", () => {
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      expect(addMoney(a, b)).toEqual(ofUnits(units(a) + units(b)));
      expect(subtractMoney(a, b)).toEqual(ofUnits(units(a) - units(b)));
      expect(negateMoney(a)).toEqual(ofUnits(-units(a)));
      expect(Math.sign(compareMoney(a, b))).toBe(units(a) < units(b) ? -1 : units(a) > units(b) ? 1 : 0);
      expect(maxMoney(a, b)).toEqual(units(a) >= units(b) ? a : b);
      expect(minMoney(a, b)).toEqual(units(a) <= units(b) ? a : b);
    }),
  );
});

test("products with whole numbers are exact, and undone by division", () => {
  fc.assert(
    fc.property(amounts, fc.integer({ min: 1, max: 1_000_000 }), (a, factor) => {
      const product = timesMoney(a, factor);
      expect(product).toEqual(ofUnits(units(a) * BigInt(factor)));
      expect(overMoney(product, factor)).toEqual(a);
      if (units(a) !== 0n) expect(ratioOfMoney(product, a)).toBeCloseTo(factor, 6);
    }),
  );
});

test("rounding goes to the even neighbour", () => {
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: scale }), (a, decimals) => {
      const step = 10n ** BigInt(scale - decimals);
      const magnitude = units(a) < 0n ? -units(a) : units(a);
      let quotient = magnitude / step;
      const rest = (magnitude % step) * 2n;
      if (rest > step || (rest === step && quotient % 2n === 1n)) quotient += 1n;
      expect(roundMoney(a, decimals)).toEqual(ofUnits((units(a) < 0n ? -quotient : quotient) * step));
    }),
  );
});

test("every result is normalised", () => {
  fc.assert(
    fc.property(amounts, fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (a, factor) => {
      expect(isMoney({ ...timesMoney(a, factor) })).toBe(true);
    }),
  );
});

test("there is no negative nothing", () => {
  const less = { amount: "-0.001", currency: "USD" };
  expect(roundMoney(less, 2).amount).toBe("0");
  expect(timesMoney(less, 0).amount).toBe("0");
  expect(timesMoney(zeroMoney("USD"), -1).amount).toBe("0");
  expect(negateMoney(zeroMoney("USD")).amount).toBe("0");
});

test("a number is the decimal that it is written as", () => {
  expect(timesMoney({ amount: "3", currency: "USD" }, 0.1)).toEqual({ amount: "0.3", currency: "USD" });
  expect(timesMoney({ amount: "1", currency: "USD" }, 1e-7).amount).toBe("0.0000001");
});

test.each([
  ["0.050", "0.05"],
  ["49.00", "49"],
  ["-0", "0"],
  ["-0.0", "0"],
  ["007", "7"],
  ["1_000.5", "1000.5"],
  ["1e3", "1000"],
  ["+2", "2"],
  ["12345678901234567890.123456789", "12345678901234567890.123456789"],
])("%s is %s", (digits, amount) => {
  expect(money(digits, "USD")).toEqual({ amount, currency: "USD" });
});

test.each([
  ["", "USD"],
  ["x", "USD"],
  [".5", "USD"],
  ["1.", "USD"],
  ["1_", "USD"],
  ["0x10", "USD"],
  ["Infinity", "USD"],
  ["1e99", "USD"],
  ["9".repeat(300), "USD"],
  ["1", "usd"],
  ["1", "DOLLAR"],
])("%s %s is no money", (digits, currency) => {
  expect(money(digits, currency)).toBeUndefined();
});

test("what is no amount, or not normalised, isn't money", () => {
  for (const value of [
    null,
    1,
    "1",
    [],
    {},
    { amount: 1, currency: "USD" },
    { amount: "1.0", currency: "USD" },
    { amount: "-0", currency: "USD" },
  ]) {
    expect(isMoney(value)).toBe(false);
  }
  expect(isMoney({ amount: "-0.5", currency: "USD" })).toBe(true);
});

test("different currencies don't mix", () => {
  const euro = { amount: "1", currency: "EUR" };
  for (const mixed of [addMoney, subtractMoney, compareMoney, ratioOfMoney, maxMoney]) {
    expect(() => mixed(zeroMoney("USD"), euro)).toThrow("USD and EUR are different currencies");
  }
});

test.each<[string, string | number, string | undefined]>([
  ["1.2", 3_600_000, "4320000"],
  ["0.1", "0.1", "0.01"],
  ["1_000", 0.001, "1"],
  ["-2.50", 2, "-5"],
  ["0", -1, "0"],
  ["x", 1, undefined],
  ["1", Number.NaN, undefined],
  ["9e30", 1e30, undefined],
])("scaleDecimal(%j, %j)", (digits, factor, expected) => {
  expect(scaleDecimal(digits, factor)).toBe(expected);
});
