import type { Clock, Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { openPool, type PoolOptions } from "./pool.ts";
import { openProcesses } from "./processes.ts";

/**
 * A pool of threads for all handlers without a limit of memory, and processes for each limit: a thread's heap can be
 * limited, but its buffers can't, and where memory runs out within Node itself that ends the whole process. A job whose
 * process is ended is lost, as with any thread that dies.
 */
export function openPools(clock: Clock, options: PoolOptions): Workers {
  const free = openPool(clock, options);
  const bySize = new Map<number, Workers>();
  const sizes = new Map<string, number>();
  const poolOf = (place: string): Workers => bySize.get(sizes.get(place) ?? 0) ?? free;
  let sign: ((job: Job) => void) | undefined;
  const sized = (memoryMb: number): Workers => {
    const known = bySize.get(memoryMb);
    if (known !== undefined) return known;
    const { output, abortGraceMs } = options;
    const pool = openProcesses(clock, {
      memoryMb,
      ...(output === undefined ? {} : { output }),
      ...(abortGraceMs === undefined ? {} : { abortGraceMs }),
    });
    pool.onSign?.((job) => sign?.(job));
    bySize.set(memoryMb, pool);
    return pool;
  };
  return {
    equip(places) {
      const unlimited: Record<string, Workplace> = {};
      for (const [name, place] of Object.entries(places)) {
        const memoryMb = place.handler.kind === "module" ? place.limits?.memoryMb : undefined;
        if (memoryMb === undefined) unlimited[name] = place;
        else {
          sizes.set(name, memoryMb);
          sized(memoryMb).equip({ [name]: place });
        }
      }
      if (Object.keys(unlimited).length > 0) free.equip(unlimited);
    },
    retain(needed) {
      for (const pool of [free, ...bySize.values()]) pool.retain?.(needed);
    },
    start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void) {
      if (bySize.size === 0) {
        free.start(jobs, report);
        return;
      }
      const byPool = new Map<Workers, Job[]>();
      for (const job of jobs) {
        const pool = poolOf(job.place);
        byPool.set(pool, [...(byPool.get(pool) ?? []), job]);
      }
      for (const [pool, some] of byPool) pool.start(some, report);
    },
    abort(key, attempt) {
      for (const pool of [free, ...bySize.values()]) pool.abort(key, attempt);
    },
    onSign(listen) {
      sign = listen;
      free.onSign?.(listen);
    },
    async close() {
      await Promise.all([free, ...bySize.values()].map((pool) => pool.close()));
    },
  };
}
