import fc from "fast-check";
import type { Case, Trial } from "../../../src/exploration/case.ts";
import { kindsAt } from "../../../src/exploration/kinds.ts";
import type { Stage } from "../../../src/exploration/stage.ts";

/** More than that goes wrong in no run. */
export const walkFaultsMax = 6;

/** Appends of which nobody knows what became of them, or with which the process dies. */
const storage = fc.array(
  fc.record({
    stream: fc.constantFrom("run" as const, "control" as const),
    append: fc.integer({ min: 2, max: 60 }),
    kept: fc.boolean(),
    dies: fc.boolean(),
  }),
  { maxLength: 2 },
);

/**
 * What is drawn for one walk: its pace, what its disk does, and at each step which call goes wrong, how, and how long
 * the others take.
 */
const walks = fc.record({
  pace: fc.constantFrom<Case["pace"]>("declared", "declared", "quick", "late people"),
  storage: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, storage),
  steps: fc.array(fc.record({ call: fc.nat(999), kind: fc.nat(999), shares: fc.array(fc.nat(3)) }), {
    minLength: 1,
    maxLength: walkFaultsMax,
  }),
});

/** Walks by chance from a run in which nothing goes wrong: at each step one thing more does. */
export function walk(
  stage: Stage,
  calm: Trial,
  limits: { readonly seed: number; readonly runs: number },
): void {
  const until = stage.runs + limits.runs;
  // Where nothing is called, nothing can go wrong.
  if (calm.calls.length === 0) return;
  for (let round = 0; stage.runs < until; round++) {
    const drawn = fc.sample(walks, { seed: limits.seed * 1_000 + round, numRuns: 100 });
    for (const { pace, storage: faults, steps } of drawn) {
      const more = faults.length === 0 ? {} : { storage: { faults } };
      let trial: Trial = pace === calm.one.pace ? calm : { ...calm, one: { ...calm.one, pace } };
      for (const step of steps) {
        if (stage.runs >= until) return;
        const next = worse(stage, trial, step);
        if (next === undefined) break;
        trial = stage.play(next, calm, undefined, more);
      }
    }
  }
}

function worse(
  stage: Stage,
  { one, calls }: Trial,
  step: { readonly call: number; readonly kind: number; readonly shares: readonly number[] },
): Case | undefined {
  const open = calls.filter(({ fault }) => fault === undefined);
  const call = open[step.call % open.length];
  if (call === undefined) return undefined;
  const kinds = kindsAt(stage.plan, call);
  const kind = kinds[step.kind % kinds.length];
  if (kind === undefined) return undefined;
  const durations = new Map(one.durations);
  step.shares.forEach((share, nth) => {
    const other = calls[nth];
    if (other !== undefined)
      durations.set(other.point, Math.max(1, Math.floor((other.duration * (4 - share)) / 4)));
  });
  return { ...one, durations, faults: new Map(one.faults).set(call.point, kind) };
}
