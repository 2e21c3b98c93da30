import { planOf, sketches } from "@orchlang/kernel/testing";
import fc from "fast-check";
import { explore } from "../../../src/exploration/explore.ts";
import { kernel, type Machines } from "../../../src/machines.ts";
import { everything } from "./everything.ts";
import { Judged, ofAnyPlan, type Tried } from "./judged.ts";
import { plainest } from "./plainest.ts";
import { walk } from "./walk.ts";

/**
 * A part of a long trial that a thread does by itself: every set of faults of the plan in which everything is, walks by
 * chance through it from a seed, or walks through the random plan of a number.
 */
export type Part =
  | { readonly faults: number }
  | { readonly seed: number; readonly runs: number }
  | { readonly plan: number; readonly runs: number };

export interface Done extends Tried {
  readonly part: Part;
  readonly broken: readonly string[];
  /** Of every set of faults: nothing was cut. */
  readonly exhaustive: boolean;
}

const exhaustiveMax = 1_000_000;

/** Called by the pool of threads. */
export default function done(part: Part): Done {
  if ("plan" in part) {
    const stage = throughRandom(part);
    return { part, ...stage.tried, broken: [...stage.broken], exhaustive: false };
  }
  const stage = new Judged(everything());
  const isOver = (): boolean => stage.broken.size > 0;
  let exhaustive = false;
  if ("faults" in part) {
    exhaustive = explore(stage, { faults: part.faults, runsMax: exhaustiveMax, isOver }).exhaustive;
  } else walk(stage, stage.play(plainest), part);
  return { part, ...stage.tried, broken: [...stage.broken], exhaustive };
}

/** What a random plan means nobody knows: its runs are held against what the kernel has to answer for. */
export function throughRandom(
  { plan, runs }: Extract<Part, { readonly plan: number }>,
  machines: Machines = kernel,
): Judged {
  const [sketch] = fc.sample(sketches, { seed: plan, numRuns: 1 });
  if (sketch === undefined) throw new Error("a sketch is drawn");
  const stage = new Judged(planOf(sketch), machines, ofAnyPlan);
  walk(stage, stage.play(plainest), { seed: plan, runs });
  return stage;
}
