import { randomBytes, randomFillSync } from "node:crypto";
import { limits } from "../limits.ts";
import { carriedOn, type Hands } from "./clock.ts";
import type { Clock, Random } from "./world.ts";

export const systemHands: Hands = { wall: () => Date.now(), steady: () => performance.now() };

/** A steady clock that all threads of a process share. ms. */
export function steadyInAllThreads(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}

export function wallNow(): number {
  return Date.now();
}

export function freshKey(bytes: number): Uint8Array {
  return randomBytes(bytes);
}

export const nodeRandom: Random = { hex: pooledHex() };

/** Drawn a page at a time, because a call for a few bytes costs as much. Used bytes are not kept. */
function pooledHex(): Random["hex"] {
  const pool = Buffer.alloc(4_096);
  let used = pool.length;
  return (bytes) => {
    if (bytes > pool.length) return randomBytes(bytes).toString("hex");
    if (used + bytes > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const text = pool.toString("hex", used, used + bytes);
    pool.fill(0, used, used + bytes);
    used += bytes;
    return text;
  };
}

/** Calls after so many ms, unless the process ends before. The answer cancels it. */
export function soon(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms).unref();
  return () => clearTimeout(timer);
}

/** Resolves after so many ms. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

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
