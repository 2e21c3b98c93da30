import { limits } from "../limits.ts";

/** Where a clock reads the time. */
export interface Hands {
  /** ms since 1970; may be put right at any moment. */
  wall(): number;
  /** ms since anything; never runs backwards, and stands still while the machine sleeps. */
  steady(): number;
}

/**
 * The wall clock as it was at the start, carried on by the steady one: durations are not shortened or stretched by a
 * wall clock that is put right, and time never runs backwards. A wall clock far ahead means that the machine slept, and
 * is followed: `wait until` and the patience of people go by the wall (semantics, rule 5).
 */
export function carriedOn(hands: Hands): () => number {
  let start = hands.wall() - hands.steady();
  return () => {
    const ahead = hands.wall() - (start + hands.steady());
    if (ahead > limits.clockJumpMs) start += ahead;
    return Math.floor(start + hands.steady());
  };
}
