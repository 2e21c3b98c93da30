import type { Money, PlanFile } from "@orchlang/plan";
import {
  type Behaviour,
  type SimulatedCall,
  type SimulatedRun,
  type SimulatedWorld,
  simulate,
} from "@orchlang/simulator";
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
  /** How often an undo or a confirm fails before it succeeds. */
  readonly stubborn?: number;
  /** The process dies once, halfway through a call drawn for it. */
  readonly dies?: true;
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
  { name: "stubborn", failing: 0.5, share: () => 1, silent: 0.05, away: () => 0, stubborn: 5 },
  { name: "deadly", failing: 0.3, share: () => 1, silent: 0, away: () => 0, dies: true },
  { name: "deadly well", failing: 0, share: () => 1, silent: 0, away: () => 0, dies: true },
  {
    name: "all at once",
    failing: 0.7,
    share: () => 1,
    silent: 0.1,
    away: () => 500,
    stubborn: 5,
    dies: true,
  },
  { name: "instant", failing: 0.1, share: () => 0, silent: 0, away: () => 0 },
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
  adversity: Adversity,
  seed: number,
  only?: "work" | "people",
): Measured {
  const dice = new Dice(seed);
  const { failing, share, silent, away, dies } = adversity;
  // Between their tries the time is a timer's.
  const stubborn = only === undefined ? (adversity.stubborn ?? 0) : 0;
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
  // Where nothing else fails all takes its time to the end, so that death costs the most.
  const moment: Moment = { left: dies === true ? dice.below(12) : -1, done: dies !== true };
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
  const about: Readonly<Record<string, number>> = { unmade: 500, unkept: 600, unsent: 700 };
  for (const [tool, limit] of Object.entries(about)) {
    answers[`m.${tool}`] = ({ attempt }) => {
      const after = only === "people" ? 0 : Math.floor(limit * share(dice));
      return attempt <= stubborn ? { fails: "transient", after } : { ok: null, after };
    };
  }
  answers["m.was_sent"] = ({ attempt }) => {
    const after = only === "people" ? 0 : Math.floor(300 * share(dice));
    return attempt <= stubborn ? { fails: "transient", after } : { cooperates: true, after };
  };
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
  return measured(simulate(file, { ...world, answers: dying(answers, moment) }));
}

/** When the process is to die: so many calls are left to begin before. */
interface Moment {
  left: number;
  done: boolean;
}

function dying(
  answers: Readonly<Record<string, (call: SimulatedCall) => Behaviour | undefined>>,
  moment: Moment,
): Record<string, (call: SimulatedCall) => Behaviour | undefined> {
  const wrapped = Object.entries(answers).map(([name, answer]) => [
    name,
    (call: SimulatedCall): Behaviour | undefined => {
      const behaviour = answer(call);
      if (moment.done || behaviour === undefined || name === "m.asked") return behaviour;
      moment.left -= 1;
      if (moment.left >= 0) return behaviour;
      moment.done = true;
      return { ...behaviour, meanwhile: { does: "dies", what: "process" } };
    },
  ]);
  return Object.fromEntries(wrapped);
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
  };
}
