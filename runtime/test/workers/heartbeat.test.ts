import { schemas } from "@orchlang/plan/boundary";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { heartbeating } from "../../src/workers/heartbeat.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { Job, JobResult, Workers } from "../../src/world/world.ts";
import { job, place, pool, start } from "./jobs.ts";

const params = { beats: schemas.bool(), turns: schemas.int() };
const silence = { class: "timeout", message: "It gave no sign of life for 200 ms." };

function threads(): Workers {
  const { workers } = pool({ threads: 2 });
  const within = heartbeating(workers, nodeClock());
  within.equip({ works: place("heartbeats#works", { params }), computes: place("heartbeats#computes") });
  return within;
}

describe("a handler on a thread", () => {
  test("that is silent has timed out", async () => {
    const [quiet] = start(threads(), [job("works", { beats: false, turns: 10_000 }, { heartbeat: 200 })]);
    expect(await quiet).toMatchObject({ outcome: { failure: silence, reach: "unknown" } });
  });

  test("that beats is heard, each time anew; one without a `heartbeat` says nothing", async () => {
    const { workers } = pool();
    const heard: string[] = [];
    workers.onSign?.(({ key }) => heard.push(key));
    workers.equip({ works: place("heartbeats#works", { params }) });
    const args = { beats: true, turns: 5 };
    const [loud, unbound] = [job("works", args, { heartbeat: 60_000 }), job("works", args)];
    const ends = await Promise.all(start(workers, [loud, unbound]));
    expect(ends).toMatchObject([{ outcome: { ok: {} } }, { outcome: { ok: {} } }]);
    expect(new Set(heard)).toEqual(new Set([loud.key]));
    expect(heard.length).toBeGreaterThan(1);
  });

  test("that computes without a pause gives no sign, and its thread is ended", async () => {
    const [stuck] = start(threads(), [job("computes", {}, { heartbeat: 200 })]);
    expect(await stuck).toMatchObject({ outcome: { failure: silence, reach: "unknown" } });
  });
});

describe("signs of life", () => {
  function listened() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const under = new Map<string, (result: JobResult) => void>();
    const aborted: string[] = [];
    let sign: (one: Job) => void = () => undefined;
    const within = heartbeating(
      {
        equip: () => undefined,
        start: (jobs, report) => {
          for (const one of jobs) under.set(one.key, (result) => report(one, result));
        },
        abort: (key) => aborted.push(key),
        onSign: (listen) => {
          sign = listen;
        },
        close: async () => undefined,
      },
      nodeClock(),
    );
    return { within, under, aborted, sign: (one: Job) => sign(one) };
  }

  test("are counted from the call, and each counts anew", async () => {
    const { within, aborted, sign } = listened();
    const one = job("a", {}, { heartbeat: 1_000 });
    start(within, [one, job("b")]);
    // It waits for a thread: that is no silence.
    await vi.advanceTimersByTimeAsync(60_000);
    sign(one);
    await vi.advanceTimersByTimeAsync(900);
    sign(one);
    await vi.advanceTimersByTimeAsync(900);
    expect(aborted).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(aborted).toEqual([one.key]);
  });

  test("are not waited for once it has ended, and what it came to all the same counts", async () => {
    const { within, under, aborted, sign } = listened();
    const [ended, late] = [job("a", {}, { heartbeat: 1_000 }), job("a", {}, { heartbeat: 1_000 })];
    const [, second] = start(within, [ended, late]);
    for (const one of [ended, late]) sign(one);
    under.get(ended.key)?.({ outcome: { ok: 1 }, spent: {} });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(aborted).toEqual([late.key]);
    under.get(late.key)?.({ outcome: { ok: 2 }, spent: {} });
    expect(await second).toMatchObject({ outcome: { ok: 2 } });
  });
});
