/** Beyond what is tried one by one: worlds by chance, drawn by fast-check. */
import type { Json } from "@orchlang/plan";
import fc from "fast-check";
import type { Case, SeenCall, Trial } from "./case.ts";
import type { Found } from "./explore.ts";
import { kindsAt } from "./kinds.ts";
import { withinTime } from "./out-of-time.ts";
import { violationsOf } from "./properties.ts";
import type { Improvise, Stage } from "./stage.ts";
import type { Violation } from "./violation.ts";

interface WanderOptions {
  readonly seed: number;
  readonly runsMax: number;
  readonly isOver: () => boolean;
  /** Ways through the plan to set out from. */
  readonly ways: readonly Trial[];
  readonly isKnown: (violation: Violation) => boolean;
}

/** The random choices of one run: its start, and for each call in turn the fault and the duration. */
interface Tape {
  readonly way: number;
  readonly pace: Case["pace"];
  readonly calls: readonly { readonly fault: number; readonly share: number; readonly anything: number }[];
}

const batch = 100;
const faultsMax = 4;
/** One call in so many goes wrong. */
const rarity = 12;

const tapes: fc.Arbitrary<Tape> = fc.record({
  way: fc.nat(1_000),
  pace: fc.constantFrom<Case["pace"]>("declared", "quick", "late people"),
  calls: fc.array(fc.record({ fault: fc.nat(rarity * 8), share: fc.nat(4), anything: fc.nat(0xffff) }), {
    maxLength: 40,
  }),
});

/** Until something new breaks, or the time or the runs are over. */
export function wander(stage: Stage, options: WanderOptions): readonly Found[] {
  const until = stage.runs + options.runsMax;
  const results: Found[] = [];
  const isNew = (violation: Violation): boolean =>
    !options.isKnown(violation) &&
    !results.some(
      ({ violation: { property, about } }) => property === violation.property && about === violation.about,
    );
  for (let round = 0; stage.runs < until && !options.isOver(); round++) {
    const property = fc.property(tapes, (tape) => {
      let isSound = true;
      withinTime(() => {
        isSound = !violationsOf(playTape(stage, options.ways, tape)).some(isNew);
      });
      return isSound;
    });
    const numRuns = Math.min(batch, until - stage.runs);
    const { counterexample } = fc.check(property, {
      seed: options.seed + round,
      numRuns,
      endOnFailure: true,
    });
    const [tape] = counterexample ?? [];
    if (tape === undefined) continue;
    withinTime(() => {
      const trial = playTape(stage, options.ways, tape);
      for (const violation of violationsOf(trial)) if (isNew(violation)) results.push({ violation, trial });
    });
  }
  return results;
}

function playTape(stage: Stage, ways: readonly Trial[], { way, pace, calls }: Tape): Trial {
  const from = ways[way % ways.length] as Trial;
  let nth = 0;
  let faults = 0;
  const improvise: Improvise = (call) => {
    const drawn = calls[nth++];
    if (drawn === undefined) return {};
    const fault = faults < faultsMax ? kindsAt(stage.plan, call)[drawn.fault] : undefined;
    if (fault !== undefined) faults += 1;
    if ("role" in call) return fault === undefined ? {} : { fault };
    const ok = drawn.anything % rarity === 0 ? anyResult(stage, call, drawn.anything) : undefined;
    const duration = Math.max(1, Math.floor((call.duration * (4 - drawn.share)) / 4));
    return { ...(fault === undefined ? {} : { fault }), ...(ok === undefined ? {} : { ok }), duration };
  };
  const trial = stage.play({ ...from.one, pace }, undefined, improvise);
  // The same data where nothing goes wrong.
  const calm = stage.play({ ...trial.one, faults: new Map(), durations: new Map() });
  return { ...trial, calm };
}

function anyResult(stage: Stage, { capability, args }: SeenCall, number: number): Json | undefined {
  const declared = stage.plan.capabilities[capability];
  return declared === undefined ? undefined : stage.anythingFrom(declared, args, number);
}
