import { expect, test } from "vitest";
import { Dice } from "../../src/dice.ts";
import { drawHandler, endings, harms, values } from "../../src/edges/handlers/harms.ts";
import { hostileHandlers } from "../../src/edges/handlers/hostile-handlers.ts";

/** `LAWS=2` tries twice as many handlers. */
const laws = Number(process.env.LAWS ?? 1);

test("hostile handlers stop no engine, no run beside theirs, and no run after it", async () => {
  const { counts, breaches } = await hostileHandlers.run(2 * laws, 20);
  expect(breaches).toEqual([]);
  expect(counts.handlers).toBe(2 * laws);
});

/** Throws where it is no function's body. */
const body = Object.getPrototypeOf(async () => undefined).constructor as new (text: string) => unknown;

test.each([...Object.values(harms).flat(), ...endings, ...values.map((value) => `return (${value});`)])(
  "%s is a part of a program",
  (part) => {
    expect(() => new body(`const context = {}; { ${part} }`)).not.toThrow();
  },
);

test("a handler follows from its seed alone", () => {
  expect(drawHandler(new Dice(7))).toEqual(drawHandler(new Dice(7)));
  expect(
    new Set(Array.from({ length: 50 }, (_, seed) => drawHandler(new Dice(seed)).text)).size,
  ).toBeGreaterThan(45);
});
