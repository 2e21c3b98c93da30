import type { Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { outliving } from "./outliving.ts";
import type { RemoteWorkers } from "./remote/desk.ts";
import { spread } from "./spread.ts";

/** Handlers that cannot move to another thread: functions of this process, and those that share a connection. */
function isHere({ handler }: Workplace): boolean {
  return handler.kind !== "module" && handler.kind !== "http";
}

/** Workers of several kinds as one: what is done in this process, what a member of a remote pool does, everything else. */
export function routed(inProcess: Workers, others: Workers, remote?: RemoteWorkers): Workers {
  const here = new Set<string>();
  const all = [inProcess, others, ...(remote === undefined ? [] : [remote])];
  const anywhere = remote === undefined ? others : spread(others, remote);
  const placeOf = (job: Job): Pick<Workers, "start"> =>
    here.has(job.place) ? inProcess : remote?.isMembers(job) === true ? remote : anywhere;
  return {
    equip(places) {
      const split: [Record<string, Workplace>, Record<string, Workplace>] = [{}, {}];
      for (const [name, place] of Object.entries(places)) {
        if (isHere(place)) here.add(name);
        split[here.has(name) ? 0 : 1][name] = place;
      }
      inProcess.equip(split[0]);
      others.equip(split[1]);
      remote?.equip(split[1]);
    },
    retain(needed) {
      for (const workers of all) workers.retain?.(needed);
    },
    start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void) {
      const own = new Map<Pick<Workers, "start">, Job[]>();
      for (const job of jobs) {
        const workers = placeOf(job);
        // A call within an earlier process died with it.
        if (workers === inProcess && job.resumed === true) report(job, { lost: "worker" });
        else if (own.get(workers)?.push(job) === undefined) own.set(workers, [job]);
      }
      for (const [workers, some] of own) workers.start(some, report);
    },
    abort(key, attempt) {
      for (const workers of all) workers.abort(key, attempt);
    },
    onSign(listen) {
      for (const workers of all) workers.onSign?.(listen);
    },
    ...(remote === undefined ? {} : outliving(remote)),
    async close() {
      await Promise.all(all.map((workers) => workers.close()));
    },
  };
}
