import type { Instant } from "@orchlang/kernel";
import { nodeClock } from "./node.ts";
import type { Clock } from "./world.ts";

/** A clock that goes on from any instant, and can be put ahead: what was to come by then comes at once, in order. */
export interface RecordedClock extends Clock {
  /** When somebody is to be called next. */
  readonly next: Instant | undefined;
  /** Puts it ahead to an instant; one that has passed changes nothing. */
  skipTo(at: Instant): void;
}

interface Alarm {
  readonly at: Instant;
  readonly call: () => void;
  cancel: () => void;
}

/** A clock that shows `start` now, and goes on from there as the real one does. */
export function recordedClock(start: Instant, real: Clock = nodeClock()): RecordedClock {
  let ahead = start - real.now();
  const alarms = new Set<Alarm>();
  const now = (): Instant => real.now() + ahead;
  const arm = (alarm: Alarm): void => {
    alarm.cancel = real.wake(alarm.at - ahead, () => {
      alarms.delete(alarm);
      alarm.call();
    });
  };
  return {
    now,
    wake: (at, call) => {
      const alarm: Alarm = { at, call, cancel: () => undefined };
      alarms.add(alarm);
      arm(alarm);
      return () => {
        alarms.delete(alarm);
        alarm.cancel();
      };
    },
    get next() {
      return alarms.size === 0 ? undefined : Math.min(...[...alarms].map(({ at }) => at));
    },
    skipTo: (at) => {
      if (at <= now()) return;
      ahead += at - now();
      for (const alarm of [...alarms].sort((one, other) => one.at - other.at)) {
        alarm.cancel();
        arm(alarm);
      }
    },
  };
}
