import { readFileSync } from "node:fs";
import type { Diagnostic } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { currencyOf } from "../../src/3-check/units/currency.ts";
import { derivedQuantities } from "../../src/3-check/units/dimension.ts";
import { buildUnits } from "../../src/3-check/units/table.ts";
import type { Units } from "../../src/3-check/units/units.ts";
import { declarationsOf } from "../expressions/understand.ts";

function built(text: string): { readonly units: Units; readonly says: readonly string[] } {
  const diagnostics: Diagnostic[] = [];
  const declared = declarationsOf(text).flatMap((declaration) =>
    declaration.kind === "unitDeclaration" ? [{ file: "u.orch", declaration }] : [],
  );
  const units = buildUnits(declared, (diagnostic) => diagnostics.push(diagnostic));
  return { units, says: diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

describe("units are worked out by one another, in any order", () => {
  const { units, says } = built(`
    unit kWh: Energy = 1_000 Wh
    unit Wh: Energy = 3_600 J
    unit J: Energy
    unit h: Duration = 60 m
    unit m: Duration = 60 s
    unit ms: Duration = 0.001 s
    unit s: Duration
    unit C: Temperature = 1 K + 273.15 K
    unit K: Temperature
    unit ppm: Concentration
  `);

  test("exactly", () => {
    expect(says).toEqual([]);
    expect(units.unit("kWh")).toEqual({ name: "kWh", dimension: { Energy: 1 }, scale: "3600000" });
    expect(units.unit("C")).toMatchObject({ scale: "1", offset: "273.15" });
  });

  test("durations are kept in milliseconds, wherever the declarations start", () => {
    expect(["s", "m", "h", "ms"].map((name) => units.unit(name)?.scale)).toEqual([
      "1000",
      "60000",
      "3600000",
      "1",
    ]);
    expect(units.baseUnit({ Duration: 1 })).toBe("ms");
  });

  test("a quantity that is declared is a type", () => {
    expect(units.dimension("Concentration")).toEqual({ Concentration: 1 });
    expect(units.dimension("Power")).toEqual({ Duration: -1, Energy: 1 });
    expect(units.dimension("Length")).toBeUndefined();
    expect(units.dimension("TemperatureDifference")).toEqual({ TemperatureDifference: 1 });
    expect(units.dimension("Money")).toEqual({ Money: 1 });
  });

  test("rates of money are kept per what makes every unit's rate a finite decimal", () => {
    expect(units.rateBase("Duration")).toBe(9n);
    expect(units.rateBase("Energy")).toBe(9n);
    expect(units.rateBase("Concentration")).toBe(1n);
  });
});

describe("what is wrong with a unit is told once", () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    "unit a: A = 2 b\nunit b: A = 3 a": [
      "ORCH3106 A unit is a multiple of another, but these form a circle: `a` → `b` → `a`.",
    ],
    "unit a: A = 2 a": ["ORCH3106 A unit is a multiple of another, but these form a circle: `a` → `a`."],
    "unit J: Energy\nunit kJ: Energy = 1_000 j": ["ORCH3105 `kJ` is declared by `j`, which is no unit."],
    "unit J: Energy\nunit m: Length = 3 J": [
      "ORCH3107 `m` is a unit of Length, so it can't be so many `J`, a unit of Energy.",
    ],
    "unit J: Energy\nunit cal: Energy": ["ORCH3108 Energy has a base unit already: `J`."],
    "unit J: Energy\nunit J: Energy = 2 J": ["ORCH3109 The unit `J` is declared twice."],
  };
  for (const [text, says] of Object.entries(table)) {
    test(text.replaceAll("\n", "; "), () => expect(built(text).says).toEqual(says));
  }
});

test("what is measured in a unit that is wrong is not a second mistake", () => {
  const { units } = built("unit J: Energy\nunit m: Length = 3 J");
  expect([units.spoilt("m"), units.spoilt("J"), units.spoilt("x")]).toEqual([true, false, false]);
  expect(units.dimension("Length")).toEqual({ Length: 1 });
});

describe("std.units", () => {
  const text = readFileSync(new URL("../../../stdlib/std/units.orch", import.meta.url), "utf8");
  const { units, says } = built(text.replace(/^module .*$/m, ""));

  test("stands", () => expect(says).toEqual([]));

  test("units of derived quantities are coherent: their base is one of each part", () => {
    const bases = Object.entries(derivedQuantities).flatMap(([name, dimension]) => {
      const base = units.baseUnit(dimension);
      return base === undefined ? [] : [[name, units.unit(base)?.scale, units.unit(base)?.dimension]];
    });
    expect(bases).toEqual(bases.map(([name]) => [name, "1", derivedQuantities[String(name)]]));
  });
});

test("a declaration's currency is the one that it names", () => {
  const [both, euro, none] = declarationsOf(`
    goal a() { success "x" when €1 > $2 }
    goal b(price: Money<CHF>) { budget cost <= $1  success "x" when €1 > €2 }
    goal c(price: Money<CHF>) { budget cost <= €1 }
  `);
  expect([both, euro, none].map((one) => one && currencyOf(one))).toEqual([undefined, "EUR", undefined]);
});
