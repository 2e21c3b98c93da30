import { contextNames } from "@orchlang/kernel/run";
import type { Signal, World } from "@orchlang/plan/context";

/** Given signals are constant from start to end: their readings neither expire nor lose confidence. */
export function settledSignals(world: World): World {
  const signals: Record<string, Signal> = {};
  for (const [name, { fresh: _, decay: __, ...signal }] of Object.entries(world.signals))
    signals[name] = signal;
  return { ...world, signals };
}

/**
 * All readings are given at once, but reported one by one: a name that a trigger watches comes last, so that everything
 * else it reads is known by then.
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
    // Only the whole family is declared.
    const flag = armed?.flags[name] ?? armed?.flags[name.replace(/\(.*$/, "")];
    if (flag !== undefined) queue.push(...contextNames(flag.value));
  }
  const isWatched = ([name]: Reading): number => (watched.has(name) ? 1 : 0);
  return readings.toSorted((one, other) => isWatched(one) - isWatched(other));
}
