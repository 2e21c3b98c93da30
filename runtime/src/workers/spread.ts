import type { Job, JobResult, Workers } from "../world/world.ts";
import type { RemoteWorkers } from "./remote/desk.ts";

/** Jobs of no pool: done here, or lent to a node that has less to do. Everything but `start` is that of `here`. */
export function spread(here: Workers, nodes: Pick<RemoteWorkers, "lend">): Pick<Workers, "start"> {
  const under = new Set<string>();
  return {
    start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void) {
      const own = jobs.filter((job) => {
        const name = nameOf(job);
        // The same job once more, as after a recovery within the process: it stays where it is.
        const isHere = under.has(name) || !nodes.lend(job, under.size, report);
        if (!isHere) return false;
        if (job.resumed === true) {
          report(job, { lost: "worker" });
          return false;
        }
        under.add(name);
        return true;
      });
      if (own.length === 0) return;
      here.start(own, (job, result) => {
        under.delete(nameOf(job));
        report(job, result);
      });
    },
  };
}

function nameOf({ key, attempt }: Pick<Job, "key" | "attempt">): string {
  return `${key}/${attempt}`;
}
