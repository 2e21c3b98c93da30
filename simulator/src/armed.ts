import { contextNames } from "@orchlang/kernel/run";
import type { Signal, World } from "@orchlang/plan";

/** What is given of a signal is so from the start to the end: its readings grow neither old nor less sure. */
export function settledSignals(world: World): World {
  const signals: Record<string, Signal> = {};
  for (const [name, { fresh: _, decay: __, ...signal }] of Object.entries(world.signals))
    signals[name] = signal;
  return { ...world, signals };
}

/**
 * What is given is so at once, and is told one by one: what a trigger watches for changes comes last, so that all else
 * that it asks about is known by then.
 */
export function inOrder<Reading extends readonly [name: string, ...rest: unknown[]]>(
  readings: readonly Reading[],
  armed: World | undefined,
): readonly Reading[] {
  const watched = new Set<string>();
  const queue = (armed?.triggers ?? []).flatMap(({ on }) =>
    on.flatMap((source) => (source.kind === "change" ? contextNames(source.condition) : [])),
  );
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (watched.has(name)) continue;
    watched.add(name);
    // Of a family only the whole is declared.
    const flag = armed?.flags[name] ?? armed?.flags[name.replace(/\(.*$/, "")];
    if (flag !== undefined) queue.push(...contextNames(flag.value));
  }
  const isWatched = ([name]: Reading): number => (watched.has(name) ? 1 : 0);
  return readings.toSorted((one, other) => isWatched(one) - isWatched(other));
}
