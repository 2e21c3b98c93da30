import type { Job, JobResult, Workers, Workplace } from "../world/world.ts";

/** Handlers that cannot move to another thread: functions of this process, and those that share a connection. */
function isHere({ handler }: Workplace): boolean {
  return handler.kind !== "module" && handler.kind !== "http";
}

/** Workers of two kinds as one: what is done in this process, and everything else. */
export function routed(inProcess: Workers, others: Workers): Workers {
  const here = new Set<string>();
  return {
    equip(places) {
      const split: [Record<string, Workplace>, Record<string, Workplace>] = [{}, {}];
      for (const [name, place] of Object.entries(places)) {
        if (isHere(place)) here.add(name);
        split[here.has(name) ? 0 : 1][name] = place;
      }
      inProcess.equip(split[0]);
      others.equip(split[1]);
    },
    retain(needed) {
      inProcess.retain?.(needed);
      others.retain?.(needed);
    },
    start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void) {
      const there = jobs.filter((job) => !here.has(job.place));
      if (there.length > 0) others.start(there, report);
      if (there.length < jobs.length) {
        const ours = jobs.filter((job) => here.has(job.place));
        inProcess.start(ours, report);
      }
    },
    abort(key, attempt) {
      inProcess.abort(key, attempt);
      others.abort(key, attempt);
    },
    onSign(listen) {
      inProcess.onSign?.(listen);
      others.onSign?.(listen);
    },
    async close() {
      await Promise.all([inProcess.close(), others.close()]);
    },
  };
}
