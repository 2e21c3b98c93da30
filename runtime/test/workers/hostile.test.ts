/* Handlers that harm what is around them: whatever they do, the pool goes on, and so does everybody else. */
import { existsSync } from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { openPools } from "../../src/workers/pools.ts";
import { nodeClock } from "../../src/world/node.ts";
import type { Job, JobResult, Workers } from "../../src/world/world.ts";
import { kinds } from "./handlers/hostile.ts";
import { job, marks, place, pool, start } from "./jobs.ts";

const shape = { params: { kind: { type: "string" } } } as const;

/** Who was lost with its thread is sent again, as a run does it. */
async function done(workers: Workers, one: Job): Promise<JobResult | undefined> {
  for (let dispatch = 1; ; dispatch++) {
    const result = await start(workers, [{ ...one, dispatch }])[0];
    if (dispatch === 4 || result === undefined || !("lost" in result)) return result;
  }
}

test("what a handler does to its thread is nobody else's matter", async () => {
  const { workers } = pool({ threads: 4 });
  workers.equip({ it: place("hostile#harm", shape), ok: place("strays#ok") });
  const pairs = kinds.map((kind) => ({ harm: job("it", { kind }), other: job("ok") }));
  const results = pairs.map(async ({ harm, other }) => {
    const ended = start(workers, [harm])[0];
    const otherEnded = done(workers, other);
    expect(await otherEnded).toMatchObject({ outcome: { ok: { text: "ok" } } });
    // Who never says anything again is asked to stop, as when its time is over.
    const clock = nodeClock();
    const forget = clock.wake(clock.now() + 1_000, () => workers.abort(harm.key, 1));
    const result = await ended;
    forget();
    if (result !== undefined && "outcome" in result && "ok" in result.outcome)
      expect(result.outcome.ok).toEqual({ text: "did harm" });
  });
  await Promise.all(results);
  expect(await done(workers, job("ok"))).toMatchObject({ outcome: { ok: { text: "ok" } } });
});

test("a message that no worker sends ends its thread, and that is told", async () => {
  const { workers, output } = pool();
  workers.equip({ it: place("hostile#harmByAllPorts", shape) });
  const one = job("it", { kind: "no JSON" });
  expect(await start(workers, [one])[0]).toEqual({ lost: "worker" });
  expect(output.at(-1)?.text).toMatch(/sent what is no message of a worker: /);
});

test.each(["writesToPipes", "fillsPipes"])(
  "%s: a process that writes what is no message of a worker is ended, its call lost",
  async (name) => {
    const output: HandlerOutput[] = [];
    const workers = openPools(nodeClock(), { threads: 1, output: (line) => output.push(line) });
    onTestFinished(() => workers.close());
    workers.equip({ it: { ...place(`hostile#${name}`), limits: { memoryMb: 64 } } });
    expect(await start(workers, [job("it")])[0]).toEqual({ lost: "worker" });
    expect(output.at(-1)?.text).toMatch(/^The process of a handler was ended: /);
  },
);

test("a handler that computes without end holds up nobody who is queued on its thread", async () => {
  const { began } = marks("began");
  const path = { type: "string" } as const;
  const { workers } = pool();
  workers.equip({
    it: place("endless#spinning", { params: { began: path } }),
    ok: place("strays#ok"),
    slow: place("well#greet", { params: { name: { type: "string" } } }),
  });
  const one = job("it", { began });
  const [never] = start(workers, [one]);
  await vi.waitFor(() => expect(existsSync(began)).toBe(true), { timeout: 90_000 });
  const queued = start(workers, [
    ...Array.from({ length: 30 }, () => job("ok")),
    job("slow", { name: "Ada" }),
  ]);
  for (const result of await Promise.all(queued)) expect(result).toMatchObject({ outcome: { ok: {} } });
  workers.abort(one.key, 1);
  expect(await never).toMatchObject({ outcome: { failure: { class: "timeout" } } });
});

test.each(["arrays", "strings", "buffers", "typed arrays", "closures", "texts made by Node"])(
  "a handler without a limit that hoards %s is ended with its thread, and told why",
  async (kind) => {
    const { workers, output } = pool({ threads: 2, memoryMb: 96 });
    workers.equip({ it: place("limits#hoards", shape), ok: place("strays#ok") });
    const [lost] = start(workers, [job("it", { kind })]);
    expect(await lost).toEqual({ lost: "worker" });
    expect(output.at(-1)?.text).toMatch(/ran out of memory|it took \d+ MiB, over the limit of 96 MiB/);
    expect(await start(workers, [job("ok")])[0]).toMatchObject({ outcome: { ok: {} } });
  },
);
