import { worldOf } from "@orchlang/kernel/testing";
import { expect, test, vi } from "vitest";
import { memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import { heldStore } from "./held-store.ts";
import { accepted, orchestrator } from "./open.ts";

/* Runs that are asked for at the instant of a pause: each is refused, or is paused with the others. */

const compiled = worldOf(`event ordered(n: Int) { from shop }
plan sell(n: Int) { wait 1h }
trigger t { on event ordered  start sell(n: event.n) }
`);
const [plan] = compiled.plans;
if (plan === undefined) throw new Error("there is a plan");

const by = { id: "ada", roles: [], consents: [] };
const start = (orch: Orchestrator, n: number) =>
  orch.start({ plan, input: { n }, root: "/", request: `r${n}` });
const closing = (orch: Orchestrator, scope?: { readonly input: { readonly n: number } }) =>
  orch.admit("paused", "a fire", by, "p", scope);

async function runsOf(store: ReturnType<typeof openMemoryStore>) {
  const found: { readonly run: string; readonly paused: boolean }[] = [];
  for await (const { run, paused } of readJournal(store).runs()) found.push({ run, paused: paused === true });
  return found;
}

test("a run that was asked for before a pause, and that control hears of after it, does not begin", async () => {
  const held = heldStore(openMemoryStore());
  const orch = await orchestrator(held.store);
  const hold = held.holdHead("run/");
  const asked = start(orch, 1);
  await hold.reached;
  expect(accepted(await closing(orch)).runs).toEqual([]);
  hold.release();
  expect(await asked).toMatchObject({ refused: "paused" });
  expect(await runsOf(held.store)).toEqual([]);
  accepted(await orch.admit("open", "over", by, "o"));
  const { run } = accepted(await start(orch, 1));
  expect(await runsOf(held.store)).toEqual([{ run, paused: false }]);
});

test("a run of another part begins, though a word about the admission of runs came meanwhile", async () => {
  const held = heldStore(openMemoryStore());
  const orch = await orchestrator(held.store);
  const hold = held.holdHead("run/");
  const [one, two] = [start(orch, 1), start(orch, 2)];
  await hold.reached;
  accepted(await closing(orch, { input: { n: 2 } }));
  hold.release();
  const { run } = accepted(await one);
  expect(await two).toMatchObject({ refused: "paused" });
  expect(await runsOf(held.store)).toEqual([{ run, paused: false }]);
});

test("a run that is admitted while a pause looks for the runs to pause is paused with them", async () => {
  const held = heldStore(openMemoryStore());
  const orch = await orchestrator(held.store);
  const first = accepted(await start(orch, 1)).run;
  const hold = held.holdStreams();
  const paused = closing(orch);
  await hold.reached;
  const second = accepted(await start(orch, 2)).run;
  hold.release();
  expect([...accepted(await paused).runs].sort()).toEqual([first, second].sort());
  expect((await runsOf(held.store)).map((one) => one.paused)).toEqual([true, true]);
  expect([...accepted(await closing(orch)).runs].sort()).toEqual([first, second].sort());
  expect([...accepted(await orch.admit("open", "over", by, "o")).runs].sort()).toEqual(
    [first, second].sort(),
  );
  expect((await runsOf(held.store)).map((one) => one.paused)).toEqual([false, false]);
});

test("what a trigger fired before a pause, and no run has come of, begins once runs do again; also after a restart", async () => {
  const disk = memoryDisk();
  const held = heldStore(openMemoryStore(disk));
  const orch = await orchestrator(held.store);
  accepted(await orch.arm({ ...compiled, root: "/" }));
  const hold = held.holdHead("run/");
  const fields = { n: 1 };
  accepted(await orch.ingest({ kind: "occurrence", id: "e", event: "ordered", fields, source: "shop" }));
  await hold.reached;
  accepted(await closing(orch));
  hold.release();
  // It is asked for again, while no run begins.
  accepted(await orch.arm({ ...compiled, root: "/" }));
  expect(await runsOf(held.store)).toEqual([]);
  await orch.close();

  const again = openMemoryStore(disk);
  const second = await orchestrator(again);
  accepted(await second.arm({ ...compiled, root: "/" }));
  expect(await runsOf(again)).toEqual([]);
  accepted(await second.admit("open", "over", by, "o"));
  await vi.waitFor(async () => expect(await runsOf(again)).toMatchObject([{ paused: false }]));
});

test("whatever comes between, no run goes on once a pause has been answered", async () => {
  for (let ticks = 0; ticks < 60; ticks += 3) {
    const store = openMemoryStore();
    const orch = await orchestrator(store);
    const asked = [1, 2, 3, 4].map(async (n) => {
      for (let at = 0; at < n * 7; at++) await null;
      return await start(orch, n);
    });
    for (let at = 0; at < ticks; at++) await null;
    const { runs } = accepted(await closing(orch));
    const begun = (await Promise.all(asked)).flatMap((one) => ("run" in one ? [one.run] : []));
    expect([ticks, [...runs].sort()]).toEqual([ticks, begun.sort()]);
    expect((await runsOf(store)).every(({ paused }) => paused)).toBe(true);
    await orch.close();
  }
});
