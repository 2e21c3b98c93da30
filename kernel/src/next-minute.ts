import type { Instant } from "./machine.ts";

const minute = 60_000;

/** The first of so many whole minutes after `at` at which something is different, or the last of them. */
export function nextMinute(at: Instant, minutes: number, isDifferent: (at: Instant) => boolean): Instant {
  let next = Math.floor(at / minute) * minute;
  for (let ahead = 0; ahead < minutes; ahead++) {
    next += minute;
    if (isDifferent(next)) return next;
  }
  return next;
}
