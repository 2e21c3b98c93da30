import { type Plan, planId } from "@orchlang/plan";
import type { Case, Trial } from "../../../src/exploration/case.ts";
import { brokenLaws } from "../../../src/exploration/laws.ts";
import { cancelled, kernelLaws } from "../../../src/exploration/properties/ends.ts";
import { waiting } from "../../../src/exploration/properties/time.ts";
import { violationsOf } from "../../../src/exploration/properties.ts";
import { type Improvise, Stage } from "../../../src/exploration/stage.ts";
import { kernel, type Machines } from "../../../src/machines.ts";
import type { SimulatedWorld } from "../../../src/world.ts";
import { plainest } from "./plainest.ts";

const context = { flags: [], kinds: {}, schemas: {} };

/** How many runs were played, and in how many of those something went wrong. */
export interface Tried {
  readonly runs: number;
  readonly withFaults: number;
}

/** What is wrong with a run, in words. */
export type Judge = (trial: Trial, machines: Machines) => readonly string[];

/** Everything that holds of every run of a plan that is as it should be. */
const ofSoundPlan: Judge = (trial, machines) => [
  ...brokenLaws(trial, machines),
  ...violationsOf(trial).map(({ property, says }) => `${property}: ${says}`),
];

/** What the kernel has to answer for, whatever stands in the plan. */
export const ofAnyPlan: Judge = (trial, machines) => [
  ...brokenLaws(trial, machines),
  ...[kernelLaws, cancelled].flatMap((property) => property(trial)).map(({ says }) => says),
  ...waiting(trial).flatMap(({ property, says }) => (property === "termination" ? [says] : [])),
];

/** A stage on which every run is held against what has to hold of it as it is played. */
export class Judged extends Stage {
  /** Every law and property that some run has broken. */
  readonly broken = new Set<string>();
  readonly #judges: Machines;
  readonly #judge: Judge;
  readonly #instead: Trial;
  #withFaults = 0;

  /** `machines`: those that are put on trial. */
  constructor(plan: Plan, machines: Machines = kernel, judge: Judge = ofSoundPlan) {
    const file = { plan, id: planId(plan) };
    super(file, context, { machines });
    this.#judges = machines;
    this.#judge = judge;
    this.#instead = new Stage(file, context).play(plainest);
  }

  get tried(): Tried {
    return { runs: this.runs, withFaults: this.#withFaults };
  }

  override play(one: Case, calm?: Trial, improvise?: Improvise, more?: Partial<SimulatedWorld>): Trial {
    try {
      const trial = super.play(one, calm, improvise, more);
      if (trial.calls.some(({ fault }) => fault !== undefined)) this.#withFaults += 1;
      for (const says of this.#judge(trial, this.#judges)) this.broken.add(says);
      return trial;
    } catch (error) {
      // The shell itself has noticed.
      this.broken.add(String(error));
      return this.#instead;
    }
  }
}
