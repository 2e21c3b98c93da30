import type { CheckedProgram } from "@orchlang/checker";
import { overflowChain } from "../bounds/pool.ts";

/**
 * Pools that give way to one another by `overflow` are one family: who waits for one of them waits for all that it
 * overflows into.
 */
export function familiesOf(program: CheckedProgram): (pool: string) => string {
  const parent = new Map<string, string>();
  const rootOf = (name: string): string => {
    const up = parent.get(name);
    return up === undefined || up === name ? name : rootOf(up);
  };
  for (const name of Object.keys(program.pools ?? {})) {
    for (const pool of overflowChain(program, name)) {
      // The first in the order of names stands for all, whatever was declared first.
      const [first = name, last = name] = [rootOf(name), rootOf(pool.name)].sort();
      if (first !== last) parent.set(last, first);
    }
  }
  return rootOf;
}

/** How many members there are, with those of the pools that it overflows into. */
export function membersOf(program: CheckedProgram, pool: string): number {
  return overflowChain(program, pool).reduce((total, { count }) => total + count, 0);
}
