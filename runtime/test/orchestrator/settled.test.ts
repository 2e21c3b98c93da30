/** Waiting until nothing progresses ends also when nothing can progress any more. */

import { worldOf } from "@orchlang/kernel/testing";
import { expect, test } from "vitest";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { heldStore } from "./held-store.ts";
import { accepted, orchestrator } from "./open.ts";

const compiled = worldOf(`event knock(n: Int) { from door }
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event knock  start p(n: event.n) }`);

const capabilities = [{ name: "m.ring", handler: () => null }];

/** A run is wanted, and not asked for yet. */
async function wanted(disk: MemoryDisk) {
  const { store, holdHead } = heldStore(openMemoryStore(disk));
  const orch = await orchestrator(store, { capabilities });
  accepted(await orch.arm({ ...compiled, root: "/" }));
  const asking = holdHead("run/");
  const fired = new Promise<void>((resolve) => {
    orch.listen(({ event }) => event.t === "Fired" && resolve());
  });
  accepted(await orch.ingest({ kind: "occurrence", id: "k", event: "knock", fields: { n: 1 } }));
  await fired;
  await asking.reached;
  return { orch, asking };
}

test("the orchestrator is closed while a run is wanted", async () => {
  const { orch, asking } = await wanted(memoryDisk());
  const before = orch.settled();
  // By then it waits for what control decides.
  await new Promise((resolve) => setImmediate(resolve));
  const after = orch.settled();
  await orch.close();
  expect(await Promise.all([before, after])).toEqual([[], []]);
  asking.release();
});

test("a run was wanted by triggers that nobody has armed since", async () => {
  const disk = memoryDisk();
  const { orch, asking } = await wanted(disk);
  await orch.close();
  asking.release();
  const again = await orchestrator(openMemoryStore(disk), { capabilities });
  expect(await again.settled()).toEqual([]);
  // Armed again, they start it.
  accepted(await again.arm({ ...compiled, root: "/" }));
  const [run = "", ...others] = accepted(await again.resume()).runs;
  expect(others).toEqual([]);
  expect(await again.rest(run)).toMatchObject({ status: "completed" });
});
