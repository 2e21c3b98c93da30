import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@orchlang/plan";
import { afterAll, onTestFinished } from "vitest";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { openPool, type PoolOptions } from "../../src/workers/pool.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { Clock, Job, JobResult, Workers } from "../../src/world/world.ts";
import { job, place, type Shape } from "./places.ts";

export { capability, job, place, root, type Shape } from "./places.ts";

let open: (clock: Clock, options: PoolOptions) => Workers = openPool;

/** The tests of this file are of workers of another kind. */
export function workersAre(opened: typeof open): void {
  open = opened;
}

/** A pool of its own for one test, with what was written by handlers. */
export function pool(
  options: PoolOptions = {},
  clock: Clock = nodeClock(),
): {
  readonly workers: Workers;
  readonly output: HandlerOutput[];
} {
  const output: HandlerOutput[] = [];
  const workers = open(clock, {
    threads: 1,
    abortGraceMs: 50,
    output: (line) => output.push(line),
    ...options,
  });
  onTestFinished(() => workers.close());
  return { workers, output };
}

/** A clock on which no thread is ever slow, whatever else the machine does: who is woken is woken as on any other. */
export function stillClock(): Clock {
  const real = nodeClock();
  return { now: () => 0, wake: (at, call) => real.wake(real.now() + at, call) };
}

/** A clock whose long times are over when the test says so, and not when a busy machine has let them pass. */
export function longTimes(): { readonly clock: Clock; over(): void } {
  const real = stillClock();
  const long = new Set<() => void>();
  const clock: Clock = {
    now: () => real.now(),
    wake: (at, call) => {
      if (at - real.now() < longTime / 2) return real.wake(at, call);
      long.add(call);
      return () => long.delete(call);
    },
  };
  const over = (): void => {
    for (const call of long) call();
    long.clear();
  };
  return { clock, over };
}

/** ms. */
export const longTime = 600_000;

/** Starts jobs together and gives each one's result. Fails the test if one is reported twice. */
export function start(workers: Workers, jobs: readonly Job[]): readonly Promise<JobResult>[] {
  const waiting = new Map(jobs.map((one) => [one, Promise.withResolvers<JobResult>()]));
  const reported = new Set<Job>();
  workers.start(jobs, (one, result) => {
    if (reported.has(one)) throw new Error(`${one.key} was reported twice`);
    reported.add(one);
    waiting.get(one)?.resolve(result);
  });
  return jobs.map((one) => waiting.get(one)!.promise);
}

let shared: { readonly workers: Workers; places: number } | undefined;

/** One job on threads that all tests of a file share. */
export async function run(
  handler: string,
  shape: Shape = {},
  args: Json = {},
  more: Partial<Job> = {},
): Promise<JobResult> {
  shared ??= {
    workers: open(nodeClock(), { threads: 1, abortGraceMs: 50, output: () => undefined }),
    places: 0,
  };
  shared.places += 1;
  const name = `${shared.places}`;
  shared.workers.equip({ [name]: place(handler, shape) });
  return await start(shared.workers, [job("it", args, { place: name, ...more })])[0]!;
}

afterAll(() => shared?.workers.close());

/** Names of files in a folder of this test's own; none of them is there yet. */
export function marks<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const folder = mkdtempSync(join(tmpdir(), "orch-workers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return Object.fromEntries(names.map((name) => [name, join(folder, name)])) as Record<Name, string>;
}
