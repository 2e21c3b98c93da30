import { expect, test } from "vitest";
import { compileText, subjectsOf } from "../../src/compile.ts";
import { Dice } from "../../src/dice.ts";
import { hostileTexts } from "../../src/edges/texts/hostile-texts.ts";
import { drawText, program } from "../../src/edges/texts/program.ts";

test("no text that means harm, and no secret, leaves a command", async () => {
  const { counts, breaches } = await hostileTexts.run(1, 11);
  expect(breaches).toEqual([]);
  expect(counts.runs).toBe(2);
});

test("whatever text stands in it, the program is one", () => {
  for (let seed = 0; seed < 100; seed++) {
    const dice = new Dice(seed);
    const text = program(drawText(dice).toWellFormed(), drawText(dice).toWellFormed());
    expect([seed, subjectsOf(text, compileText(text)).length]).toEqual([seed, 1]);
  }
});
