import { randomBytes } from "node:crypto";
import { limits } from "../limits.ts";
import type { Clock, Random } from "./world.ts";

/** Where a clock reads the time. */
export interface Hands {
  /** ms since 1970; may be put right at any moment. */
  wall(): number;
  /** ms since anything; never runs backwards, and stands still while the machine sleeps. */
  steady(): number;
}

export const systemHands: Hands = { wall: () => Date.now(), steady: () => performance.now() };

export const nodeRandom: Random = { hex: (bytes) => randomBytes(bytes).toString("hex") };

/**
 * The wall clock as it was at the start, carried on by the steady one: durations are not shortened or stretched by a
 * wall clock that is put right, and time never runs backwards. A wall clock far ahead means that the machine slept, and
 * is followed: `wait until` and the patience of people go by the wall (semantics, rule 5).
 */
export function nodeClock(hands: Hands = systemHands): Clock {
  let start = hands.wall() - hands.steady();
  const now = (): number => {
    const ahead = hands.wall() - (start + hands.steady());
    if (ahead > limits.clockJumpMs) start += ahead;
    return Math.floor(start + hands.steady());
  };
  return { now, wake: (at, call) => wake(now, at, call) };
}

/** Timers are armed for a minute at most, so that waits of any length fit and a clock that jumped is noticed. */
function wake(now: () => number, at: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = Math.max(0, at - now());
    timer = setTimeout(ring, Math.min(Math.ceil(left), limits.timerStepMs));
  };
  const ring = (): void => (now() < at ? arm() : call());
  arm();
  return () => clearTimeout(timer);
}
