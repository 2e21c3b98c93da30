import { expect, test } from "vitest";
import { compileText, isClean } from "../../src/compile.ts";
import { drawProgram } from "../../src/program/draw.ts";
import { themeNames } from "../../src/program/themes.ts";

/** `LAWS=10` draws ten times as many. */
const laws = Number(process.env.LAWS ?? 1);

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

test("one seed gives one program", () => {
  for (const seed of seeds(20)) expect(drawProgram({ seed })).toBe(drawProgram({ seed }));
  expect(new Set(seeds(50).map((seed) => drawProgram({ seed }))).size).toBeGreaterThan(45);
});

test.each(themeNames)("most programs about %s have no error", (theme) => {
  const drawn = seeds(25 * laws).map((seed) => compileText(drawProgram({ seed, theme })));
  expect(drawn.filter(isClean).length / drawn.length).toBeGreaterThan(0.6);
});
