import type { Instant } from "@orchlang/kernel";
import { formatDuration } from "@orchlang/plan/quantities";
import type { Clock, Job, JobResult, Workers } from "../world/world.ts";
import { outliving } from "./outliving.ts";

interface Beating {
  readonly job: Job;
  /** ms. */
  readonly heartbeat: number;
  last: Instant;
  forget?: () => void;
  silent?: true;
}

/**
 * Workers whose handlers have to show that they live: one that has said nothing for as long as its capability's
 * `heartbeat` is asked to stop, and has timed out. It counts from the moment in which its handler is called; waiting for
 * a thread is no silence.
 */
export function heartbeating(workers: Workers, clock: Clock): Workers {
  const beating = new Map<string, Beating>();
  const listen = (one: Beating): void => {
    one.forget = clock.wake(one.last + one.heartbeat, () => {
      if (clock.now() < one.last + one.heartbeat) listen(one);
      else {
        one.silent = true;
        workers.abort(one.job.key, one.job.attempt);
      }
    });
  };
  workers.onSign?.((job) => {
    const one = beating.get(nameOf(job));
    if (one === undefined) return;
    one.last = clock.now();
    if (one.forget === undefined) listen(one);
  });
  return {
    equip: (places) => workers.equip(places),
    retain: (needed) => workers.retain?.(needed),
    start(jobs, report) {
      if (jobs.every(({ heartbeat }) => heartbeat === undefined)) {
        workers.start(jobs, report);
        return;
      }
      for (const job of jobs) {
        const { heartbeat } = job;
        // The same dispatch once more, as after a recovery within the process: it is listened to already.
        if (heartbeat !== undefined && !beating.has(nameOf(job)))
          beating.set(nameOf(job), { job, heartbeat, last: clock.now() });
      }
      workers.start(jobs, (job, result) => {
        const one = beating.get(nameOf(job));
        one?.forget?.();
        beating.delete(nameOf(job));
        report(job, one?.silent === true ? silenced(result, one.heartbeat) : result);
      });
    },
    abort: (key, attempt) => workers.abort(key, attempt),
    ...outliving(workers),
    close() {
      for (const { forget } of beating.values()) forget?.();
      beating.clear();
      return workers.close();
    },
  };
}

/** An attempt that was stopped is reported with the reason of the stop; a result that it still gave counts. */
function silenced(result: JobResult, heartbeat: number): JobResult {
  if ("lost" in result || "ok" in result.outcome || result.outcome.failure.class !== "timeout") return result;
  const message = `It gave no sign of life for ${formatDuration(heartbeat)}.`;
  return { ...result, outcome: { ...result.outcome, failure: { ...result.outcome.failure, message } } };
}

function nameOf({ key, attempt }: Pick<Job, "key" | "attempt">): string {
  return `${key}/${attempt}`;
}
