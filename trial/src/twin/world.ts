import type { Json } from "@orchlang/plan";
import type { Behaviour, Happening, SimulatedWorld } from "@orchlang/simulator";
import { Dice, hashed } from "../dice.ts";

/** The world of a program's runs and the outcomes of their calls: data from which both twins are played. */
export interface TwinWorld {
  readonly start: number;
  /** ms after the start. */
  readonly until: number;
  readonly readings: Readonly<Record<string, Json>>;
  readonly happenings: readonly Happening[];
  readonly salt: number;
  /** Out of a hundred calls so many go wrong. */
  readonly faults: number;
  /** Out of a hundred calls so many end their worker or the process, halfway. */
  readonly deaths: number;
  /** Where the process dies: with the nth event of a kind in a journal. */
  readonly deathsAt: NonNullable<SimulatedWorld["deathsAt"]>;
}

/** A run that somebody orders to stop or to pause. */
export type RunId = NonNullable<Extract<Happening, { does: "orders" }>["run"]>;

const minute = 60_000;

export function drawTwinWorld(dice: Dice): TwinWorld {
  const until = dice.within(6, 16) * minute + 511;
  // Each at a millisecond of its own.
  const moment = (): number => dice.within(1, 8 * minute);
  const happenings: Happening[] = Array.from({ length: dice.within(2, 9) }, (_, nth) => ({
    at: moment(),
    does: "occurs",
    id: `report ${nth}`,
    event: dice.one(["m.a", "m.a", "m.a", "m.b", "m.b", "m.c"]),
    fields: { k: dice.one(["x", "x", "y"]), n: dice.within(1, 6) },
    ...(dice.chance(0.1) ? { twice: true as const } : {}),
  }));
  for (let more = dice.below(4); more > 0; more--)
    happenings.push({ at: moment(), does: "senses", signal: "m.hot", value: dice.chance(0.5) });
  for (let more = dice.below(4); more > 0; more--)
    happenings.push({ at: moment(), does: "senses", signal: "m.level", value: dice.within(0, 6) });
  for (let more = dice.below(3); more > 0; more--)
    happenings.push({
      at: moment(),
      does: "senses",
      signal: dice.one(["s.one", "s.two"]),
      value: dice.chance(0.5),
    });
  for (let more = dice.below(3); more > 0; more--)
    happenings.push({ at: moment(), does: "senses", signal: "m.warm(left)", value: dice.chance(0.6) });
  if (dice.chance(0.1)) happenings.push({ at: moment(), does: "senses", signal: "m.hot" });
  if (dice.chance(0.1)) happenings.push({ at: moment(), does: "withdraws", scope: "m.given" });
  if (dice.chance(0.15)) happenings.push({ at: moment(), does: "loses", pool: "m.bays", for: 90_000 });
  // Each twin would have its own order of several that are given at once.
  const [hotFirst, levelFirst] = [dice.chance(0.5), dice.chance(0.5)];
  if (hotFirst && levelFirst)
    happenings.push({ at: 1, does: "senses", signal: "m.level", value: dice.within(0, 6) });
  happenings.push(...requests(dice, moment));
  for (let more = dice.one([0, 0, 0, 1, 2]); more > 0; more--)
    happenings.push({ at: moment(), does: "crashes" });
  return {
    start: Date.UTC(2026, 0, 1, 12) + dice.below(minute),
    until,
    readings: hotFirst ? { "m.hot": dice.chance(0.5) } : levelFirst ? { "m.level": dice.within(0, 6) } : {},
    happenings: happenings.toSorted((one, other) => one.at - other.at),
    salt: dice.below(0xffffffff),
    faults: dice.one([0, 10, 25, 50]),
    deaths: dice.one([0, 0, 0, 5, 15]),
    deathsAt: [],
  };
}

/** People and programs that ask for runs: under one id now and then again, and now and then for something else. */
function requests(dice: Dice, moment: () => number): readonly Happening[] {
  const asked: Happening[] = [];
  for (let nth = dice.one([0, 0, 1, 2]); nth > 0; nth--) {
    const input = { k: dice.one(["x", "y"]), n: dice.within(1, 6) };
    const one = {
      does: "asks",
      request: `wish ${nth}`,
      entry: dice.one(["m.p1", "m.p1", "m.p2"]),
      input,
    } as const;
    asked.push({ at: moment(), ...one });
    if (dice.chance(0.5)) asked.push({ at: moment(), ...one });
    if (dice.chance(0.3)) asked.push({ at: moment(), ...one, input: { ...input, n: 7 } });
  }
  for (let nth = dice.one([0, 0, 1, 2]); nth > 0; nth--) {
    const one = { does: "calls", path: "m/please", request: { query: {} }, id: `call ${nth}` } as const;
    asked.push({ at: moment(), ...one });
    if (dice.chance(0.3)) asked.push({ at: moment(), ...one });
  }
  return asked;
}

/** The identity of a call in both twins. */
interface TwinCall {
  readonly capability: string;
  readonly key: string;
  readonly attempt: number;
  readonly dispatch: number;
  /** True if it has a time to be over in. */
  readonly timed: boolean;
}

/** The outcome of a call: its own number decides it, whatever else happens. */
export function behaviourOf(world: TwinWorld, call: TwinCall): Behaviour {
  const behaviour = outcomeOf(world, call);
  if (world.deaths === 0 || "never" in behaviour) return behaviour;
  const { capability, key, attempt, dispatch } = call;
  const dice = new Dice(hashed(`${world.salt} dies ${capability} ${key} ${attempt} ${dispatch}`));
  if (dice.below(100) >= world.deaths) return behaviour;
  const what = isPerson(capability) || dice.chance(0.5) ? "process" : "worker";
  return { ...behaviour, meanwhile: { does: "dies", what } };
}

function isPerson(capability: string): boolean {
  return capability === "m.ok" || capability === "m.other" || capability === "m.both";
}

function outcomeOf({ salt, faults }: TwinWorld, call: TwinCall): Behaviour {
  const { capability, key, attempt, timed } = call;
  const dice = new Dice(hashed(`${salt} ${capability} ${key} ${attempt}`));
  const after = dice.within(1, isPerson(capability) ? 150_000 : 8_900);
  if (capability === "m.ok" || capability === "m.other") return { ok: { granted: dice.chance(0.8) }, after };
  if (capability === "m.both") {
    const others = [{ ok: { granted: dice.chance(0.8) }, after: dice.within(1, 150_000) }];
    return { ok: { granted: dice.chance(0.8) }, after, others };
  }
  if (capability === "m.sent") return { ok: confirmed(dice), after };
  if (dice.below(100) < faults) {
    const fault = dice.below(5);
    if (fault === 0 && timed) return { never: true };
    if (fault === 1) return { fails: "permanent", name: "permanent", message: "no", after };
    if (fault === 2)
      return { fails: "permanent", name: "permanent", message: "no", after, reach: "not_reached" };
    if (fault === 3 && capability === "m.idem")
      return { fails: "permanent", name: "full", message: "full", after, reach: "not_reached" };
    return { fails: "transient", name: "transient", message: "later", after };
  }
  const gives = capability === "m.off" || capability === "m.mail" ? null : dice.within(0, 6);
  return { ok: gives, after };
}

function confirmed(dice: Dice): Json {
  return dice.one([{ state: "done", value: dice.within(0, 6) }, { state: "not_done" }, { state: "unknown" }]);
}
