import type { Clock, Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { outliving } from "./outliving.ts";
import { neverBegun } from "./stopped.ts";

interface Waiting {
  readonly job: Job;
  readonly report: (job: Job, result: JobResult) => void;
}

/** The jobs of one place that its limits speak of. */
interface Line {
  readonly most: number;
  readonly timeLimitMs: number | undefined;
  /** By key and attempt. */
  readonly underWay: Set<string>;
  waiting: Waiting[];
}

/**
 * Workers that keep to what `orch.json` allows the handlers: so many calls at once, the others waiting their turn in order; a
 * time after which a call is asked to stop. Jobs of other handlers go by.
 */
export function limited(workers: Workers, clock: Clock): Workers {
  const places = new Map<string, Line>();
  /** By capability: what calls it under several plans shares the limit. */
  const lines = new Map<string, Line>();
  const begin = (line: Line, { job, report }: Waiting): void => {
    const name = nameOf(job);
    // The same dispatch once more, as after a recovery within the process: it is under way already.
    if (line.underWay.has(name)) return;
    line.underWay.add(name);
    const late = line.timeLimitMs === undefined ? undefined : clock.now() + line.timeLimitMs;
    const forget =
      late === undefined ? undefined : clock.wake(late, () => workers.abort(job.key, job.attempt));
    workers.start([job], (done, result) => {
      forget?.();
      line.underWay.delete(name);
      report(done, result);
      const next = line.underWay.size < line.most ? line.waiting.shift() : undefined;
      if (next !== undefined) begin(line, next);
    });
  };
  return {
    equip(given) {
      for (const [name, place] of Object.entries(given)) {
        const line = lineOf(place, lines);
        if (line !== undefined) places.set(name, line);
      }
      workers.equip(given);
    },
    retain: (needed) => retain(needed, places, workers),
    start(jobs, report) {
      if (places.size === 0) {
        workers.start(jobs, report);
        return;
      }
      const free: Job[] = [];
      for (const job of jobs) {
        const line = places.get(job.place);
        if (line === undefined) free.push(job);
        else if (line.underWay.size < line.most || job.resumed === true) begin(line, { job, report });
        else if (!line.waiting.some((one) => nameOf(one.job) === nameOf(job)))
          line.waiting.push({ job, report });
      }
      if (free.length > 0) workers.start(free, report);
    },
    abort(key, attempt) {
      for (const line of lines.values()) {
        const waiting = line.waiting.find(({ job }) => job.key === key && job.attempt === attempt);
        if (waiting === undefined) continue;
        line.waiting = line.waiting.filter((one) => one !== waiting);
        waiting.report(waiting.job, neverBegun);
        return;
      }
      workers.abort(key, attempt);
    },
    ...outliving(workers),
    close() {
      for (const line of lines.values()) line.waiting = [];
      return workers.close();
    },
  };
}

function retain(needed: ReadonlySet<string>, places: Map<string, Line>, workers: Workers): void {
  for (const name of places.keys()) if (!needed.has(name)) places.delete(name);
  workers.retain?.(needed);
}

function lineOf({ capability, limits }: Workplace, lines: Map<string, Line>): Line | undefined {
  if (limits?.concurrency === undefined && limits?.timeLimitMs === undefined) return undefined;
  const known = lines.get(capability.name);
  if (known !== undefined) return known;
  const { concurrency: most = Number.POSITIVE_INFINITY, timeLimitMs } = limits;
  const line: Line = { most, timeLimitMs, underWay: new Set(), waiting: [] };
  lines.set(capability.name, line);
  return line;
}

function nameOf({ key, attempt }: Pick<Job, "key" | "attempt">): string {
  return `${key}/${attempt}`;
}
