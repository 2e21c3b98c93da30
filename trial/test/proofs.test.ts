import { expect, test } from "vitest";
import { judge } from "../src/judge.ts";
import { monitors } from "../src/monitors.ts";
import { drawProgram } from "../src/program/draw.ts";
import { type ThemeName, themeNames } from "../src/program/themes.ts";

/* A short trial with every monitor. The long one is `npm run trial -- --proofs`. */

/** Of each theme; `LAWS=10` draws ten times as many. */
const programs = 8 * Number(process.env.LAWS ?? 1);

test.each(themeNames)("no run breaks what is claimed of programs about %s", (theme: ThemeName) => {
  const broken = Array.from({ length: programs }, (_, at) => at + 1).flatMap((seed) => {
    const text = drawProgram({ seed, theme });
    return judge(text, { monitors, worlds: 6, seed }).found.map(
      ({ kind, claim, says }) => `${kind}: ${claim}: ${says}\n${text}`,
    );
  });
  expect(broken).toEqual([]);
});
