import { expect, test } from "vitest";
import { limited } from "../../src/workers/limited.ts";
import { RemoteWorkers } from "../../src/workers/remote/desk.ts";
import { routed } from "../../src/workers/routed.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { Job, JobResult, Workers, Workplace } from "../../src/world/world.ts";
import { job, place } from "./jobs.ts";

/* Jobs of an earlier process: what has called their handlers died with it, unless somebody else has them. */

const held = [{ pool: "gpu", id: "w1/1", fence: 1 }];

function workers(): { readonly started: Job[]; readonly all: Workers } {
  const started: Job[] = [];
  return {
    started,
    all: {
      equip: () => undefined,
      start: (jobs) => void started.push(...jobs),
      abort: () => undefined,
      close: async () => undefined,
    },
  };
}

function given(router: Workers, one: Job): JobResult | undefined {
  let result: JobResult | undefined;
  router.start([one], (_, found) => {
    result = found;
  });
  return result;
}

test("a handler within the process is not called again for a job that an earlier process has begun", () => {
  const [here, others] = [workers(), workers()];
  const remote = new RemoteWorkers({ pools: ["gpu"] });
  const router = routed(here.all, others.all, remote);
  const own = { ...place("well#greet"), handler: { kind: "registered" } } as Workplace;
  router.equip({ own });
  expect(router.outlives?.({ held })).toBe(true);
  expect(given(router, { ...job("own"), held, resumed: true })).toEqual({ lost: "worker" });
  expect(here.started).toEqual([]);
  given(router, { ...job("own"), held });
  expect(here.started).toHaveLength(1);
});

test("a job of no pool that an earlier leader has begun is lost once no node is waited for, and never called here", () => {
  const [here, others] = [workers(), workers()];
  const remote = new RemoteWorkers({ pools: [], lends: true });
  const router = routed(here.all, others.all, remote);
  router.equip({ a: place("well#greet") });
  remote.awaits(["node-1"]);
  expect(given(router, { ...job("a"), resumed: true })).toBeUndefined();
  remote.awaits([]);
  expect(given(router, { ...job("a"), resumed: true })).toEqual({ lost: "worker" });
  expect(others.started).toEqual([]);
  given(router, job("a"));
  expect(others.started).toHaveLength(1);
});

test("a limit of concurrency does not keep back what is under way elsewhere already", () => {
  const { started, all } = workers();
  const within = limited(all, nodeClock());
  within.equip({ a: { ...place("well#greet"), limits: { concurrency: 1 } } });
  given(within, job("a"));
  given(within, { ...job("a"), resumed: true });
  given(within, job("a"));
  expect(started).toHaveLength(2);
});
