import { randomBytes } from "node:crypto";
import { limits } from "../limits.ts";
import { carriedOn, type Hands } from "./clock.ts";
import type { Clock, Random } from "./world.ts";

export const systemHands: Hands = { wall: () => Date.now(), steady: () => performance.now() };

export function freshKey(bytes: number): Uint8Array {
  return randomBytes(bytes);
}

export const nodeRandom: Random = { hex: (bytes) => randomBytes(bytes).toString("hex") };

/** The wall clock, carried on by the steady one. */
export function nodeClock(hands: Hands = systemHands): Clock {
  const now = carriedOn(hands);
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
