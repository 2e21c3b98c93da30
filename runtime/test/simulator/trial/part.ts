import { explore } from "../../../src/simulator/exploration/explore.ts";
import { everything } from "./everything.ts";
import { Judged, type Tried } from "./judged.ts";
import { plainest } from "./plainest.ts";
import { walk } from "./walk.ts";

/** A part of a long trial that a thread does by itself: every set of faults of a plan, or walks by chance from a seed. */
export type Part = { readonly faults: number } | { readonly seed: number; readonly runs: number };

export interface Done extends Tried {
  readonly part: Part;
  readonly broken: readonly string[];
  /** Of every set of faults: nothing was cut. */
  readonly exhaustive: boolean;
}

const exhaustiveMax = 1_000_000;

/** Called by the pool of threads. */
export default function done(part: Part): Done {
  const stage = new Judged(everything());
  const isOver = (): boolean => stage.broken.size > 0;
  let exhaustive = false;
  if ("faults" in part) {
    exhaustive = explore(stage, { faults: part.faults, runsMax: exhaustiveMax, isOver }).exhaustive;
  } else walk(stage, stage.play(plainest), part);
  return { part, ...stage.tried, broken: [...stage.broken], exhaustive };
}
