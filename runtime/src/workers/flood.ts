import { limits } from "../limits.ts";

/** Lets so many characters through in a second; what is more is dropped and counted. */
export interface Flood {
  /** Whether so many characters more may go through. */
  take(size: number): boolean;
  /** How many lines did not, since this was last asked. */
  dropped(): number;
}

export function newFlood(steady: () => number): Flood {
  let since = steady();
  let passed = 0;
  let dropped = 0;
  return {
    take(size) {
      if (steady() - since >= 1_000) {
        since = steady();
        passed = 0;
      }
      const goes = passed + size <= limits.logCharsPerSecondMax;
      if (goes) passed += size;
      else dropped += 1;
      return goes;
    },
    dropped() {
      const told = dropped;
      dropped = 0;
      return told;
    },
  };
}

export function droppedLines(count: number): string {
  return `${count} lines were dropped: more than ${limits.logCharsPerSecondMax} characters in a second`;
}
