/** The same numbers for the same seed (mulberry32, by T. Ettinger). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit;
  }

  of<T>(all: readonly T[]): T {
    const one = all[Math.floor(this.below(all.length))];
    if (one === undefined) throw new Error("nothing to choose from");
    return one;
  }
}

export const faultKinds = [
  "kill leader",
  "kill standby",
  "kill all",
  "drain leader",
  "freeze leader",
  "freeze standby",
  "hole up",
  "hole down",
  "hole both",
  "cut",
  "reset",
  "lose answers",
  "step clock",
  "restart database",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How long a fault lasts, in leases: below, around and above one. */
const lasting = [0.3, 0.8, 1, 1.2, 2.5] as const;

export interface Fault {
  readonly kind: FaultKind;
  readonly leases: number;
  /** ms after the one before. */
  readonly after: number;
}

export function faults(dice: Dice, leaseMs: number, kinds: readonly FaultKind[]): readonly Fault[] {
  return Array.from({ length: 1 + Math.floor(dice.below(3)) }, () => ({
    kind: dice.of(kinds),
    leases: dice.of(lasting),
    after: Math.round(dice.below(leaseMs)),
  }));
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
