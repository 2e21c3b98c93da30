import type { RunState } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import type { Trial } from "../exploration/case.ts";
import type { Counterexample } from "../exploration/counterexample.ts";
import type { StrandedRun } from "../exploration/stranded.ts";
import type { Verified } from "../exploration/verify.ts";
import { foldedRun, kernel } from "../machines.ts";
import type { PlayedScenario } from "../scenario/play.ts";
import type { SimulatedRun } from "../simulate.ts";

type File = Pick<PlanFile, "plan" | "id">;

/** A run as it goes from thread to thread: its plan is there already, and its state is what its journal makes of it. */
type PackedRun = Omit<SimulatedRun, "file" | "state" | "others"> & {
  readonly others: readonly PackedRun[];
};
type PackedTrial = Omit<Trial, "run" | "calm"> & {
  readonly run: PackedRun;
  readonly calm: PackedTrial | undefined;
};
export type PackedVerified = Omit<Verified, "violations" | "stranded"> & {
  readonly stranded: readonly (Omit<StrandedRun, "trial"> & { readonly trial: PackedTrial })[];
  readonly violations: readonly (Omit<Counterexample, "trial"> & { readonly trial: PackedTrial })[];
};
export type PackedPlayed = Omit<PlayedScenario, "run"> & { readonly run?: PackedRun };

export function packedVerified({ violations, stranded, ...rest }: Verified): PackedVerified {
  return {
    ...rest,
    violations: violations.map((one) => ({ ...one, trial: packedTrial(one.trial) })),
    stranded: stranded.map((one) => ({ ...one, trial: packedTrial(one.trial) })),
  };
}

export function unpackedVerified(file: File, { violations, stranded, ...rest }: PackedVerified): Verified {
  return {
    ...rest,
    violations: violations.map((one) => ({ ...one, trial: unpackedTrial(file, one.trial) })),
    stranded: stranded.map((one) => ({ ...one, trial: unpackedTrial(file, one.trial) })),
  };
}

export function packedPlayed({ run, ...rest }: PlayedScenario): PackedPlayed {
  return run === undefined ? rest : { ...rest, run: packed(run) };
}

export function unpackedPlayed(file: File, { run, ...rest }: PackedPlayed): PlayedScenario {
  return run === undefined ? rest : { ...rest, run: unpacked(file, run) };
}

function packedTrial({ run, calm, unreported: _, ...rest }: Trial): PackedTrial {
  return { ...rest, run: packed(run), calm: calm === undefined ? undefined : packedTrial(calm) };
}

function unpackedTrial(file: File, { run, calm, ...rest }: PackedTrial): Trial {
  return {
    ...rest,
    run: unpacked(file, run),
    calm: calm === undefined ? undefined : unpackedTrial(file, calm),
  };
}

function packed({ file: _, state: __, others, ...rest }: SimulatedRun): PackedRun {
  return { ...rest, others: others.map(packed) };
}

function unpacked(file: File, { others, ...rest }: PackedRun): SimulatedRun {
  let state: RunState | undefined;
  return {
    ...rest,
    file,
    others: others.map((one) => unpacked(file, one)),
    // Few ask for it.
    get state() {
      state ??= foldedRun(kernel, file.plan, rest.events);
      return state;
    },
  };
}
