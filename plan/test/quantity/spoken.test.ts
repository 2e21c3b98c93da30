import type { Json } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { ReadingUnit } from "@orchlang/plan/context";
import { spokenValue } from "@orchlang/plan/quantities";
import { expect, test } from "vitest";

const temperature = { K: { by: 1 }, C: { by: 1, plus: 273.15 }, F: { by: 5 / 9, plus: 255.372 } };
const energy = { J: { by: 1 }, joules: { by: 1 }, Wh: { by: 3_600 }, kWh: { by: 3_600_000 } };
const length = {
  cm: { by: 0.01 },
  km: { by: 1_000 },
  meter: { by: 1 },
  meters: { by: 1 },
  mi: { by: 1_609.344 },
  mm: { by: 0.001 },
};
const words = { token: { by: 1 }, tokens: { by: 1 } };
const own = { crate: { by: 1 }, pallet: { by: 40 } };

const of = (kind: string, base: string, units: Readonly<Record<string, ReadingUnit>>) => ({
  schema: schemas.quantity(kind, base),
  units,
});

test.each<[Json, Parameters<typeof spokenValue>[1], string | undefined]>([
  [294.65, of("Temperature", "K", temperature), "21.5C"],
  [255.15, of("Temperature", "K", temperature), "-18C"],
  [4_320_000, of("Energy", "J", energy), "1.2kWh"],
  [500, of("Energy", "J", energy), "500J"],
  [0, of("Energy", "J", energy), "0J"],
  [2_000, of("Length", "meter", length), "2km"],
  [500, of("Length", "meter", length), "500 meters"],
  [1, of("Length", "meter", length), "1 meter"],
  [-0.0004, of("Length", "meter", length), "-0.4mm"],
  [1, of("Tokens", "token", words), "1 token"],
  [80, of("Crates", "crate", own), "80 crate"],
  [0.8, { schema: schemas.ratio() }, "80%"],
  [0.1 + 0.2, { schema: schemas.ratio() }, "30%"],
  [200_000, { schema: schemas.duration() }, "3 m 20 s"],
  [293.15, { schema: schemas.optional(schemas.quantity("Temperature", "K")), units: temperature }, "20C"],
  [{ amount: "0.1", currency: "USD" }, { schema: schemas.money("USD") }, "$0.10"],
  [12, { schema: schemas.int() }, undefined],
  ["hall", { schema: schemas.string() }, undefined],
])("%j is said as %3$s", (value, typed, said) => {
  expect(spokenValue(value, typed)).toBe(said);
});
