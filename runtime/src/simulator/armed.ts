import type { Signal, World } from "@orchlang/plan";

/** What is given of a signal is so from the start to the end: its readings grow neither old nor less sure. */
export function settledSignals(world: World): World {
  const signals: Record<string, Signal> = {};
  for (const [name, { fresh: _, decay: __, ...signal }] of Object.entries(world.signals))
    signals[name] = signal;
  return { ...world, signals };
}
