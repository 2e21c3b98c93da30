import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { limitsAround } from "../../src/workers/handler-limits.ts";
import { limited } from "../../src/workers/limited.ts";
import { openPools } from "../../src/workers/pools.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { Job, JobResult, Workers } from "../../src/world/world.ts";
import { folder } from "../journal/streams.ts";
import { job, place, pool, start } from "./jobs.ts";

/** Workers whose jobs end when the test says so. */
function byHand() {
  const under = new Map<string, (result: JobResult) => void>();
  const aborted: string[] = [];
  const workers: Workers = {
    equip: () => undefined,
    start: (jobs, report) => {
      for (const one of jobs) under.set(one.key, (result) => under.delete(one.key) && report(one, result));
    },
    abort: (key) => aborted.push(key),
    close: async () => undefined,
  };
  return { workers, under, aborted };
}

const done: JobResult = { outcome: { ok: null }, spent: {} };

describe("a limit of concurrency", () => {
  test("lets so many begin, the others in order, and none of another capability wait", async () => {
    const { workers, under } = byHand();
    const within = limited(workers, nodeClock());
    within.equip({ a: { ...place("well#greet"), limits: { concurrency: 2 } }, b: place("well#told") });
    const jobs = ["a", "a", "a", "b", "a"].map((name) => job(name));
    const results = start(within, jobs);
    const keys = jobs.map(({ key }) => key);
    const running = () => [...under.keys()];
    expect(running().sort()).toEqual([keys[0], keys[1], keys[3]].sort());
    under.get(keys[1]!)?.(done);
    expect(running().sort()).toEqual([keys[0], keys[2], keys[3]].sort());
    // What waits can be taken back: its handler was never called.
    within.abort(keys[4]!, 1);
    expect(await results[4]).toMatchObject({ outcome: { reach: "not_reached" } });
    // The same dispatch once more is no second call.
    within.start([jobs[2] as Job], () => undefined);
    for (const key of running()) under.get(key)?.(done);
    await Promise.all(results);
    expect(running()).toEqual([]);
  });
});

test("a limit of time asks a call to stop, and leaves one alone that has ended", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { workers, under, aborted } = byHand();
  const within = limited(workers, nodeClock());
  within.equip({ a: { ...place("well#greet"), limits: { timeLimitMs: 100 } } });
  const [slow, quick] = [job("a"), job("a")];
  const [, second] = start(within, [slow, quick]);
  under.get(quick.key)?.(done);
  await second;
  await vi.advanceTimersByTimeAsync(150);
  expect(aborted).toEqual([slow.key]);
});

test("a limit of memory ends the thread that goes beyond it, and no other", async () => {
  const workers = openPools(nodeClock(), { threads: 1, output: () => undefined });
  onTestFinished(() => workers.close());
  workers.equip({
    hoards: { ...place("limits#hoards"), limits: { memoryMb: 32 } },
    small: place("limits#small"),
  });
  const [hoarded, other] = start(workers, [job("hoards"), job("small")]);
  expect(await other).toMatchObject({ outcome: { ok: { text: "small" } } });
  expect(await hoarded).toEqual({ lost: "worker" });
}, 60_000);

test("progress is told as it is reported", async () => {
  const { workers, output } = pool();
  workers.equip({ reports: place("limits#reports") });
  const [result] = start(workers, [job("reports")]);
  expect(await result).toMatchObject({ outcome: { ok: { text: "done" } } });
  expect(output.map(({ by, text }) => `${by} ${text}`)).toEqual(["progress 3 of 10: sorting", "progress 4"]);
});

describe("handlers in orch.json", () => {
  function project(text: string): string {
    const root = folder();
    writeFileSync(join(root, "orch.json"), text);
    mkdirSync(join(root, "inner"));
    return join(root, "inner");
  }

  test("are found around the folder", () => {
    const root = project(
      '{"handlers": {"shop.reserve": {"concurrency": 4, "memory": "256MB", "timeLimit": "1m 30s"}, "shop.x": {}}}',
    );
    expect(limitsAround(root)).toEqual(
      new Map([
        ["shop.reserve", { concurrency: 4, memoryMb: 244, timeLimitMs: 90_000 }],
        ["shop.x", {}],
      ]),
    );
  });

  test.each([
    ['{"handlers": []}', ["has to be a record by capability"]],
    ['{"handlers": {"a": 1}}', ["has to be { concurrency?, memory?, timeLimit? }"]],
    [
      '{"handlers": {"a": {"concurrency": 0, "memory": "1MB", "timeLimit": 30, "cpu": 1}}}',
      ["there is no `cpu`", "`concurrency` is a whole number", "`memory` is text", "`timeLimit` is a time"],
    ],
    ["{", ["is not JSON"]],
  ])("%s: every mistake is told", (text, told) => {
    expect(limitsAround(project(text))).toEqual({ wrong: told.map((says) => expect.stringContaining(says)) });
  });
});
