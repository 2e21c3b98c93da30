import { gapsIn, noGaps } from "./gaps.ts";
import { type Found, judge } from "./judge.ts";
import { monitors } from "./monitors.ts";
import { drawProgram } from "./program/draw.ts";
import type { ThemeName } from "./program/themes.ts";
import { type Shrunk, shrink } from "./shrink/shrink.ts";
import { noPrograms, type Tally, tallyOf, together } from "./tally.ts";

/** Programs that a thread judges by itself: so many, from a seed on. */
export interface Part {
  readonly from: number;
  readonly programs: number;
  readonly theme?: ThemeName;
  /** In which each plan is played. */
  readonly worlds: number;
  /** Whether rules that are not proved are looked at, too. */
  readonly gaps: boolean;
}

/** Called by the pool of threads. */
export default function judged({ from, programs, theme, worlds, gaps }: Part): Tally {
  let tally = noPrograms;
  for (let seed = from; seed < from + programs; seed++) {
    const text = drawProgram({ seed, ...(theme === undefined ? {} : { theme }) });
    const one = judge(text, { monitors, worlds, seed });
    tally = together(tally, tallyOf(text, one, gaps && one.clean ? gapsIn(text, monitors) : noGaps));
  }
  return tally;
}

/** Worlds in which a smaller program is tried beside the one that broke the larger. */
const worldsAgain = 3;

/** Called by the pool of threads, by its name. */
export function shrunk({ found, tries }: { readonly found: Found; readonly tries: number }): Shrunk {
  return shrink(found, { monitors, worlds: worldsAgain, seed: 1 }, tries);
}
