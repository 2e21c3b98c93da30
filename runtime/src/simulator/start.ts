import type { Json, PlanFile } from "@orchlang/plan";
import type { ControlInput } from "../kernel/control/events.ts";
import type { Firing } from "../kernel/control/state.ts";
import { runIdOf } from "../kernel/keys.ts";
import type { Instant, RunId } from "../kernel/machine.ts";
import type { RunInput } from "../kernel/run/events.ts";
import { admittedInput } from "../orchestrator/input.ts";
import { settledSignals } from "./armed.ts";
import { anybody, seedDefault } from "./defaults.ts";
import type { SimulatedWorld } from "./world.ts";

const requested = "simulated";
const runRequested = runIdOf(requested);

/** How the run comes about: it is asked for, or it is the first that an armed trigger wants. */
export class Start {
  readonly #file: Pick<PlanFile, "plan" | "id">;
  readonly #world: SimulatedWorld;
  #input: Json;
  #request = requested;
  #wanted = false;
  #priority: Firing["priority"];
  run: RunId = runRequested;

  constructor(file: Pick<PlanFile, "plan" | "id">, world: SimulatedWorld, input: Json) {
    this.#file = file;
    this.#world = world;
    this.#input = input;
  }

  arming(at: Instant): ControlInput | undefined {
    const { armed } = this.#world;
    return armed && { t: "Armed", at, id: "armed", world: settledSignals(armed), root: "/", user: anybody };
  }

  asking(at: Instant): ControlInput {
    const { entry } = this.#file.plan;
    const by = this.#world.user ?? anybody;
    return { t: "Requested", at, request: this.#request, plan: this.#file.id, entry, by };
  }

  /** A trigger wants a run. Undefined: it is not the first. */
  wanting({ run, request, args, priority }: Firing, at: Instant): ControlInput | undefined {
    if (this.#wanted) return undefined;
    this.#wanted = true;
    this.run = run;
    this.#request = request;
    this.#priority = priority;
    const admitted = admittedInput(this.#file.plan, args);
    if (!("ok" in admitted)) {
      const why = [admitted.message, ...(admitted.details ?? [])].join(" ");
      return { t: "Unstarted", at, run, why };
    }
    this.#input = admitted.ok;
    return this.asking(at);
  }

  starting(at: Instant): RunInput {
    return {
      t: "Started",
      at,
      run: this.run,
      plan: this.#file.id,
      deploy: "simulated",
      input: this.#input,
      user: this.#world.user ?? anybody,
      seed: this.#world.seed ?? seedDefault,
      label: { confidentiality: "internal", integrity: "trusted" },
      cause: { request: this.#request },
      ...(this.#priority === undefined ? {} : { priority: this.#priority }),
    };
  }
}
