import { type Instant, runIdOf } from "@orchlang/kernel";
import type { ControlInput, Firing } from "@orchlang/kernel/control";
import type { RunInput } from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import { admittedInput } from "@orchlang/runtime/admission";
import { settledSignals } from "./armed.ts";
import { anybody, seedDefault } from "./defaults.ts";
import type { RunStart } from "./run-in-play.ts";
import type { SimulatedWorld } from "./world.ts";

const requested = "simulated";

type File = Pick<PlanFile, "plan" | "id">;

/** How runs come about: one is asked for, or armed triggers want them. */
export class Starts {
  readonly #files: readonly File[];
  readonly #world: SimulatedWorld;

  /** The first of `files` is what is asked for where nothing is armed. */
  constructor(files: readonly [File, ...File[]], world: SimulatedWorld) {
    this.#files = files;
    this.#world = world;
  }

  arming(at: Instant): ControlInput | undefined {
    const { armed } = this.#world;
    return armed && { t: "Armed", at, id: "armed", world: settledSignals(armed), root: "/", user: anybody };
  }

  asked(input: Json, at: Instant): RunStart {
    const [file] = this.#files as readonly [File];
    return { run: runIdOf(requested), file, request: requested, input, at };
  }

  /** A run that a trigger wants; or why there is none. */
  wanted({ run, plan, request, args, priority }: Firing, at: Instant): RunStart | { readonly why: string } {
    const file = this.#files.find(({ id }) => id === plan);
    if (file === undefined) return { why: `There is no plan ${plan}.` };
    const admitted = admittedInput(file.plan, args);
    if (!("ok" in admitted)) return { why: [admitted.message, ...(admitted.details ?? [])].join(" ") };
    const urgent = priority === undefined ? {} : { priority };
    return { run, file, request, input: admitted.ok, at, ...urgent };
  }

  asking({ file, request }: RunStart, at: Instant): ControlInput {
    const by = this.#world.user ?? anybody;
    return { t: "Requested", at, request, plan: file.id, entry: file.plan.entry, by };
  }

  starting({ run, file, request, input, priority }: RunStart, at: Instant): RunInput {
    return {
      t: "Started",
      at,
      run,
      plan: file.id,
      deploy: "simulated",
      input,
      user: this.#world.user ?? anybody,
      seed: this.#world.seed ?? seedDefault,
      label: { confidentiality: "internal", integrity: "trusted" },
      cause: { request },
      ...(priority === undefined ? {} : { priority }),
    };
  }
}
