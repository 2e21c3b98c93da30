import { type Plan, planId } from "@orchlang/plan";
import type { Case, Trial } from "../../../src/simulator/exploration/case.ts";
import { brokenLaws } from "../../../src/simulator/exploration/laws.ts";
import { violationsOf } from "../../../src/simulator/exploration/properties.ts";
import { type Improvise, Stage } from "../../../src/simulator/exploration/stage.ts";
import { kernel, type Machines } from "../../../src/simulator/machines.ts";
import type { SimulatedWorld } from "../../../src/simulator/world.ts";
import { plainest } from "./plainest.ts";

const context = { flags: [], kinds: {}, schemas: {} };

/** How many runs were played, and in how many of those something went wrong. */
export interface Tried {
  readonly runs: number;
  readonly withFaults: number;
}

/** A stage on which every run is held against all laws and properties as it is played. */
export class Judged extends Stage {
  /** Every law and property that some run has broken. */
  readonly broken = new Set<string>();
  readonly #judges: Machines;
  readonly #instead: Trial;
  #withFaults = 0;

  /** `machines`: those that are put on trial. */
  constructor(plan: Plan, machines: Machines = kernel) {
    const file = { plan, id: planId(plan) };
    super(file, context, machines);
    this.#judges = machines;
    this.#instead = new Stage(file, context).play(plainest);
  }

  get tried(): Tried {
    return { runs: this.runs, withFaults: this.#withFaults };
  }

  override play(one: Case, calm?: Trial, improvise?: Improvise, more?: Partial<SimulatedWorld>): Trial {
    try {
      const trial = super.play(one, calm, improvise, more);
      this.#judge(trial);
      return trial;
    } catch (error) {
      // The shell itself has noticed.
      this.broken.add(String(error));
      return this.#instead;
    }
  }

  #judge(trial: Trial): void {
    if (trial.calls.some(({ fault }) => fault !== undefined)) this.#withFaults += 1;
    for (const law of brokenLaws(trial, this.#judges)) this.broken.add(law);
    for (const { property, says } of violationsOf(trial)) this.broken.add(`${property}: ${says}`);
  }
}
