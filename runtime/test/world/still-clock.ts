import type { Instant } from "@orchlang/kernel";
import { type RecordedClock, recordedClock } from "../../src/world/recorded-clock.ts";

/** Stands still until it is put ahead: however slow the machine is, nothing comes due by itself meanwhile. */
export function stillClock(start: Instant): RecordedClock {
  return recordedClock(start, {
    now: () => 0,
    wake: (at, call) => {
      if (at > 0) return () => undefined;
      const soon = setImmediate(call);
      return () => clearImmediate(soon);
    },
  });
}
