import type { Json } from "@orchlang/plan";
import type { Behaviour, Happening } from "@orchlang/simulator";
import { Dice, hashed } from "../dice.ts";

/** What happens around the runs of a program, and what becomes of their calls: data from which both twins are played. */
export interface TwinWorld {
  readonly start: number;
  /** ms after the start. */
  readonly until: number;
  readonly readings: Readonly<Record<string, Json>>;
  readonly happenings: readonly Happening[];
  readonly salt: number;
  /** Out of a hundred calls so many go wrong. */
  readonly faults: number;
}

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
  if (dice.chance(0.15)) happenings.push({ at: moment(), does: "loses", pool: "m.bays", for: 90_000 });
  return {
    start: Date.UTC(2026, 0, 1, 12) + dice.below(minute),
    until,
    readings: {
      ...(dice.chance(0.6) ? { "m.hot": dice.chance(0.5) } : {}),
      ...(dice.chance(0.6) ? { "m.level": dice.within(0, 6) } : {}),
    },
    happenings: happenings.toSorted((one, other) => one.at - other.at),
    salt: dice.below(0xffffffff),
    faults: dice.one([0, 10, 25, 50]),
  };
}

/** What a call is known by in both twins. */
export interface TwinCall {
  readonly capability: string;
  readonly key: string;
  readonly attempt: number;
  /** Whether it has a time to be over in. */
  readonly timed: boolean;
}

/** What becomes of a call: its own number says so, whatever else happens. */
export function behaviourOf({ salt, faults }: TwinWorld, call: TwinCall): Behaviour {
  const { capability, key, attempt, timed } = call;
  const dice = new Dice(hashed(`${salt} ${capability} ${key} ${attempt}`));
  const after = dice.within(1, capability === "m.ok" ? 150_000 : 8_900);
  if (capability === "m.ok") return { ok: { granted: dice.chance(0.8) }, after };
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
