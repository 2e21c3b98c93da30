import { expect, onTestFinished, test } from "vitest";
import type { HandlerContext, HandlerFunction } from "../../src/handler.ts";
import { limits } from "../../src/limits.ts";
import { InProcess } from "../../src/workers/in-process.ts";
import type { Clock, Workplace } from "../../src/world/world.ts";
import { capability, job, root, start } from "./jobs.ts";

/** A clock that goes on when it is told to. */
function handClock(): Clock & { pass(ms: number): void } {
  let now = 0;
  const timers = new Map<object, { readonly at: number; readonly call: () => void }>();
  return {
    now: () => now,
    wake: (at, call) => {
      const timer = {};
      timers.set(timer, { at, call });
      return () => timers.delete(timer);
    },
    pass(ms) {
      now += ms;
      for (const [timer, { at, call }] of timers) {
        if (at <= now && timers.delete(timer)) call();
      }
    },
  };
}

function inProcess(call: HandlerFunction, most = 256) {
  const clock = handClock();
  const workers = new InProcess(
    clock,
    { load: () => ({ call }), most: () => most, close: async () => {} },
    () => undefined,
  );
  const place: Workplace = {
    capability: capability("it", { result: null }),
    handler: { kind: "registered" },
    schemas: {},
    root,
  };
  workers.equip({ it: place });
  onTestFinished(async () => {
    const closed = workers.close();
    clock.pass(limits.abortGraceMs);
    await closed;
  });
  return { clock, workers };
}

test("a function that does not stop is given up after a grace, and keeps its place until it has ended", async () => {
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const { clock, workers } = inProcess((_: object, { key }: HandlerContext) => {
    begun.push(key);
    return new Promise<void>((resolve) => ends.push(resolve));
  }, 1);
  const [one, two] = [job("it"), job("it")];
  const [first, second] = start(workers, [one, two]);
  await expect.poll(() => begun).toEqual([one.key]);
  workers.abort(one.key, 1);
  clock.pass(limits.abortGraceMs - 1);
  workers.abort(one.key, 1);
  clock.pass(1);
  expect(await first).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "unknown" } });
  expect(begun).toEqual([one.key]);
  ends[0]?.();
  await expect.poll(() => begun).toEqual([one.key, two.key]);
  ends[1]?.();
  expect(await second).toEqual({ outcome: { ok: null }, spent: {} });
});

test("what was stopped before its turn is not called", async () => {
  const begun: string[] = [];
  const end = Promise.withResolvers<void>();
  const { workers } = inProcess((_: object, { key }: HandlerContext) => {
    begun.push(key);
    return end.promise;
  }, 1);
  const [one, two, three] = [job("it"), job("it"), job("it")];
  const [first, second, third] = start(workers, [one, two, three]);
  workers.abort(two.key, 1);
  expect(await second).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "not_reached" } });
  end.resolve();
  expect(await Promise.all([first, third])).toHaveLength(2);
  expect(begun).toEqual([one.key, three.key]);
});

test("a dispatch that is under way is not begun again", async () => {
  let calls = 0;
  const end = Promise.withResolvers<void>();
  const { workers } = inProcess(() => {
    calls += 1;
    return end.promise;
  });
  const one = job("it");
  const [first] = start(workers, [one]);
  start(workers, [one]);
  end.resolve();
  await first;
  expect(calls).toBe(1);
});

test("stopped while its code is being fetched, it is reported as never begun", async () => {
  const code = Promise.withResolvers<{ readonly call: HandlerFunction }>();
  let calls = 0;
  const clock = handClock();
  const workers = new InProcess(
    clock,
    { load: () => code.promise, most: () => 1, close: async () => {} },
    () => undefined,
  );
  const place: Workplace = {
    capability: capability("it", { result: null }),
    handler: { kind: "registered" },
    schemas: {},
    root,
  };
  workers.equip({ it: place });
  const one = job("it");
  const [first] = start(workers, [one]);
  workers.abort(one.key, 1);
  code.resolve({ call: () => (calls += 1) });
  expect(await first).toMatchObject({ outcome: { reach: "not_reached" } });
  await workers.close();
  expect(calls).toBe(0);
});
