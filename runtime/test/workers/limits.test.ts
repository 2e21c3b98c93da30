import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { limits } from "../../src/limits.ts";
import { limitsAround } from "../../src/workers/handler-limits.ts";
import { limited } from "../../src/workers/limited.ts";
import type { HandlerOutput } from "../../src/workers/output.ts";
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
    // A waiting job can be withdrawn: its handler was never called.
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

describe("a limit of memory", () => {
  const memoryMb = 48;

  function pools() {
    const output: HandlerOutput[] = [];
    const workers = openPools(nodeClock(), {
      threads: 1,
      abortGraceMs: 200,
      output: (line) => output.push(line),
    });
    onTestFinished(() => workers.close());
    const shape = { params: { kind: { type: "string" } } } as const;
    for (const name of ["hoards", "hoardsSlowly"])
      workers.equip({ [name]: { ...place(`limits#${name}`, shape), limits: { memoryMb } } });
    for (const name of ["swells", "keeps", "where", "dies", "spins", "waits"])
      workers.equip({ [name]: { ...place(`limits#${name}`), limits: { memoryMb } } });
    workers.equip({ free: place("limits#where") });
    return { workers, output };
  }
  const textOf = (result: JobResult): string =>
    "outcome" in result && "ok" in result.outcome ? (result.outcome.ok as { text: string }).text : "";

  /** Memory of each kind: on V8's heap, beside it, in one leap, and a process that ends. `LAWS=2` takes more of each. */
  const taking = [
    ["hoards", "arrays"],
    ["hoards", "typed arrays"],
    ["hoardsSlowly", "buffers"],
    ["swells", ""],
    ["dies", ""],
  ] as const;
  const alike = [
    ["hoards", "strings"],
    ["hoards", "buffers"],
    ["hoards", "WebAssembly"],
    ["hoards", "closures"],
    ["hoards", "texts made by Node"],
    ["hoardsSlowly", "closures"],
  ] as const;

  test.each(Number(process.env.LAWS ?? 1) > 1 ? [...taking, ...alike] : taking)(
    "%s %s: the call is lost, and nobody else is",
    async (name, kind) => {
      const { workers } = pools();
      const [lost, beside, free] = start(workers, [
        job(name, kind === "" ? {} : { kind }),
        job("where"),
        job("free"),
      ]);
      expect(await lost).toEqual({ lost: "worker" });
      expect(Number(textOf((await beside) as JobResult))).not.toBe(process.pid);
      expect(Number(textOf((await free) as JobResult))).toBe(process.pid);
      const [after] = start(workers, [job("where")]);
      expect(await after).toMatchObject({ outcome: { ok: {} } });
      expect(process.memoryUsage.rss()).toBeLessThan(2_000_000_000);
    },
  );

  test("is told of where it was passed", async () => {
    const { workers, output } = pools();
    const [lost] = start(workers, [job("hoards", { kind: "buffers" })]);
    await lost;
    const [told] = output;
    expect(told?.text).toMatch(/^It took \d+ MiB, where orch.json allows 48 MiB and 64 MiB beside/);
    expect(told?.job?.capability).toBe("hoards");
  });

  test("a process is used again, but not once it holds half of what a call may take", async () => {
    const { workers } = pools();
    const said: string[] = [];
    for (let each = 0; each < 3; each++)
      said.push(textOf((await start(workers, [job("keeps")])[0]) as JobResult));
    const [first = [], second = [], third = []] = said.map((text) => text.split(" "));
    expect([first[1], second[1], third[1]]).toEqual(["1", "1", "1"]);
    expect(new Set([first[0], second[0], third[0]]).size).toBe(3);
    const pids: string[] = [];
    for (let each = 0; each < 3; each++)
      pids.push(textOf((await start(workers, [job("where")])[0]) as JobResult));
    expect(new Set(pids).size).toBe(1);
  });

  test("what is asked to stop stops, and what does not is ended", async () => {
    const { workers, output } = pools();
    const jobs = [job("waits"), job("spins")];
    const [waits, spins] = start(workers, jobs);
    workers.abort(jobs[0]!.key, 1);
    expect(await waits).toMatchObject({ outcome: { failure: { class: "timeout" } } });
    await vi.waitFor(() => expect(output.map(({ by }) => by)).toContain("progress"));
    workers.abort(jobs[1]!.key, 1);
    expect(await spins).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "unknown" } });
    const [after] = start(workers, [job("where")]);
    expect(await after).toMatchObject({ outcome: { ok: {} } });
  });

  test("what waits for a process can be withdrawn, and no more run at once than may", async () => {
    const { workers } = pools();
    const jobs = Array.from({ length: limits.processesMax + 1 }, () => job("waits"));
    const results = start(workers, jobs);
    const last = jobs.at(-1)!;
    workers.abort(last.key, 1);
    expect(await results.at(-1)).toMatchObject({ outcome: { reach: "not_reached" } });
    for (const { key } of jobs) workers.abort(key, 1);
    for (const result of results)
      expect(await result).toMatchObject({ outcome: { failure: { class: "timeout" } } });
  });
});

test("a process for a handler ends with its program, however that ends", async () => {
  const program = spawn(
    process.execPath,
    ["--conditions=orch-source", join(import.meta.dirname, "processes/limited.ts")],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const pid = await new Promise<number>((resolve) =>
    program.stdout.once("data", (text) => resolve(Number.parseInt(`${text}`, 10))),
  );
  const lives = (): boolean => existsSync(`/proc/${pid}/exe`);
  expect(lives()).toBe(existsSync("/proc/self/exe"));
  program.kill("SIGKILL");
  await vi.waitFor(() => expect(lives()).toBe(false), { timeout: 20_000 });
});

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
      '{"handlers": {"shop.reserve": {"concurrency": 4, "memory": "256MB", "timeLimit": "1m 30s"}, "shop.x": {"run": "./shop.mjs#x"}}}',
    );
    expect(limitsAround(root)).toEqual(
      new Map([
        ["shop.reserve", { concurrency: 4, memoryMb: 244, timeLimitMs: 90_000 }],
        ["shop.x", { run: { kind: "module", path: join("..", "shop.mjs"), export: "x" } }],
      ]),
    );
  });

  test.each([
    ['{"handlers": []}', ["has to be a record by capability"]],
    ['{"handlers": {"a": 1}}', ["has to be { run?, concurrency?, memory?, timeLimit? }"]],
    [
      '{"handlers": {"a": {"concurrency": 0, "memory": "1MB", "timeLimit": 30, "cpu": 1}}}',
      ["there is no `cpu`", "`concurrency` is a whole number", "`memory` is text", "`timeLimit` is a time"],
    ],
    ['{"handlers": {"a": {"run": "./city.mjs"}}}', ["`run` is a module and the name of its export"]],
    ["{", ["is not JSON"]],
  ])("%s: every mistake is told", (text, told) => {
    expect(limitsAround(project(text))).toEqual({ wrong: told.map((says) => expect.stringContaining(says)) });
  });
});
