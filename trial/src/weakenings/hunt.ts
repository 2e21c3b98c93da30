import { judge } from "../judge.ts";
import { monitors } from "../monitors.ts";
import { drawProgram } from "../program/draw.ts";
import { isTheme } from "../program/themes.ts";

/* Draws programs from a seed on, for ever, and sends each in which something is broken to whoever has started it. */

export interface Hunted {
  readonly seed: number;
  readonly text: string;
  readonly claims: readonly string[];
}

const [first = "1", theme = "", worlds = "8"] = process.argv.slice(2);
for (let seed = Number(first); ; seed++) {
  const text = drawProgram({ seed, ...(isTheme(theme) ? { theme } : {}) });
  const { found } = judge(text, { monitors, worlds: Number(worlds), seed });
  const hunted: Hunted = {
    seed,
    text,
    claims: found.map(({ kind, claim, says }) => `${kind}: ${claim}: ${says}`),
  };
  process.send?.(hunted);
}
