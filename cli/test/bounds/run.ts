import type { Money, PlanFile } from "@orchlang/plan";
import {
  type Behaviour,
  type SimulatedCall,
  type SimulatedRun,
  type SimulatedWorld,
  simulate,
} from "@orchlang/runtime/simulator";
import { Dice } from "./dice.ts";
import { tools } from "./program.ts";

/** How a world treats a run. */
export interface Adversity {
  readonly name: string;
  /** The share of calls that fail. */
  readonly failing: number;
  /** Of its limit, how much of it a call takes, drawn for each. */
  readonly share: (dice: Dice) => number;
  /** The share of tries that give no answer at all. */
  readonly silent: number;
  /** ms from the start until members of pools are there. */
  readonly away: (dice: Dice) => number;
}

export const adversities: readonly Adversity[] = [
  { name: "slow", failing: 0, share: () => 1, silent: 0, away: () => 2_900 },
  { name: "rough", failing: 0.3, share: () => 1, silent: 0, away: (dice) => dice.below(4_000) },
  { name: "rougher", failing: 0.6, share: () => 1, silent: 0.1, away: () => 1_000 },
  { name: "worst", failing: 0.85, share: () => 1, silent: 0.1, away: () => 0 },
  {
    name: "uneven",
    failing: 0.2,
    share: (dice) => dice.next(),
    silent: 0.05,
    away: (dice) => dice.below(3_000),
  },
];

export interface Measured {
  readonly run: SimulatedRun;
  readonly status: string | undefined;
  readonly took: number;
  readonly cents: number;
  readonly energy: number;
  readonly tokens: number;
  /** Somebody waited in line for longer than they would, people took longer than a plan had time, or a budget ended it. */
  readonly cutShort: boolean;
  /** How often something was called once more, only to learn what is to be taken back (semantics, rule 27). */
  readonly learnt: number;
}

type Input = { readonly b0: boolean; readonly b1: boolean; readonly n: number };

export const inputs: readonly Input[] = [
  { b0: false, b1: false, n: 0 },
  { b0: true, b1: false, n: 9 },
  { b0: false, b1: true, n: 5 },
  { b0: true, b1: true, n: 9 },
];

/** Everything as declared: nothing fails, nobody waits in line. */
export function playedWell(file: PlanFile, input: Input): Measured {
  const answers = Object.fromEntries(
    tools.map((tool) => [
      `m.${tool}`,
      (): Behaviour => (tool === "asked" ? { ok: 1, after: 1_000 } : { ok: 1 }),
    ]),
  );
  return measured(simulate(file, { input, answers, variation: 0 }));
}

/** @param only what alone takes any time, where not all of it may. */
export function played(
  file: PlanFile,
  input: Input,
  { failing, share, silent, away }: Adversity,
  seed: number,
  only?: "work" | "people",
): Measured {
  const dice = new Dice(seed);
  const behaves = (limit: number, part: "work" | "people"): Behaviour => {
    const after = only === undefined || only === part ? Math.floor(limit * share(dice)) : 0;
    // It gives no answer, and is gone when it is told to stop.
    if (only !== "people" && dice.chance(silent)) return { ok: 1, after: 10 * limit };
    if (dice.chance(failing)) return { fails: dice.one(["transient", "permanent"] as const), after };
    return { ok: dice.chance(failing) ? 0 : 1, after };
  };
  const limits: Readonly<Record<string, number>> = {
    quick: 1_000,
    slow: 3_000,
    made: 2_000,
    kept: 1_000,
    sent: 1_500,
  };
  const answers: Record<string, (call: SimulatedCall) => Behaviour | undefined> = {};
  for (const [tool, limit] of Object.entries(limits)) answers[`m.${tool}`] = () => behaves(limit, "work");
  // What happened to it is asked only after a time of grace, which is a timer's.
  if (only !== undefined) answers["m.sent"] = () => ({ ok: 1, after: only === "work" ? 1_500 : 0 });
  answers["m.billed"] = ({ args }) => behaves(500 + 100 * (args as { n: number }).n, "work");
  answers["m.asked"] = () => {
    if (only === "work") return { ok: 1, after: 0 };
    return dice.chance(failing / 2)
      ? { never: true }
      : { ok: dice.below(2), after: Math.floor(60_000 * share(dice)) };
  };
  answers["m.unmade"] = () => ({ ok: null, after: only === "people" ? 0 : 500 });
  answers["m.unkept"] = () => ({ ok: null, after: only === "people" ? 0 : 600 });
  answers["m.unsent"] = () => ({ ok: null, after: only === "people" ? 0 : 700 });
  // Whoever is the only one finds all members there.
  const late = file.plan.routines["m.p"]?.overlap === undefined ? away(dice) : 0;
  const world: SimulatedWorld = {
    input,
    answers,
    variation: 0,
    ...(late > 0 && only === undefined
      ? { happenings: [{ at: 0, does: "loses", pool: "m.vans", for: late }] }
      : {}),
  };
  return measured(simulate(file, world));
}

function measured(run: SimulatedRun): Measured {
  const { state, started, ended } = run;
  const { cost, energy, tokens } = state.ledgers.get(-1)?.spent ?? { cost: [], energy: 0, tokens: 0 };
  return {
    run,
    status: state.closed?.outcome.status,
    took: ended - started,
    cents: cost.reduce((sum: number, { amount }: Money) => sum + Number(amount) * 100, 0),
    energy,
    tokens,
    cutShort: run.events.some(
      (event) =>
        (event.t === "Told" && event.say.say === "refused") ||
        (event.t === "Unwinding" &&
          typeof event.why === "object" &&
          "class" in event.why &&
          event.why.class === "timeout") ||
        (event.t === "Settled" && event.failure?.class === "budget"),
    ),
    learnt: learntIn(run),
  };
}

function learntIn({ events }: SimulatedRun): number {
  const over = new Set<string>();
  let count = 0;
  for (const event of events) {
    if (event.t === "Settled" && event.key !== undefined) over.add(event.key);
    if (event.t === "Aborted" && event.why === "cancelled") over.add(event.key);
    if (event.t === "Began" && over.has(event.intent.key)) count += 1;
  }
  return count;
}
