/**
 * Messages from control to a run that is being read from the journal: they arrive, in whatever order the disk answers.
 */

import { constant, giveBack, plan, routine } from "@orchlang/kernel/testing";
import type { Node } from "@orchlang/plan/nodes";
import { expect, test } from "vitest";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import { localWorld } from "../../src/world/local.ts";
import { stillClock } from "../world/still-clock.ts";
import { planFile, root } from "./campaign.ts";
import { heldStore } from "./held-store.ts";
import { accepted, orchestrator } from "./open.ts";

const waitFor = (event: string): Node => ({
  id: event,
  kind: "wait",
  block: "root",
  needs: [],
  for: { kind: "occurrence", event, next: false },
  rescues: [],
});
const weather = planFile(
  plan(
    [
      routine("main", [
        waitFor("rain"),
        waitFor("wind"),
        waitFor("snow"),
        giveBack(constant(1), { needs: ["rain", "wind", "snow"] }),
      ]),
    ],
    [],
    {
      events: {
        rain: { name: "rain", fields: [] },
        wind: { name: "wind", fields: [] },
        snow: { name: "snow", fields: [] },
      },
    },
  ),
);
const clock = stillClock(1_000_000);
const world = () => localWorld({ threads: 1, output: () => undefined }, clock);

const hear = async (orch: Orchestrator, event: string): Promise<void> => {
  accepted(await orch.ingest({ kind: "occurrence", id: event, event, fields: {} }));
};

/** A run that waits for all of it. */
async function begun(disk: MemoryDisk) {
  const orch = await orchestrator(openMemoryStore(disk), { world: world() });
  const { run } = accepted(await orch.start({ plan: weather, input: {}, root }));
  await orch.rest(run);
  return { orch, run };
}

/** The process ends as soon as control has it in its journal, before the run can hear of it. */
async function diesAt(orch: Orchestrator, event: string): Promise<void> {
  const dies = new Promise<void>((died) => {
    orch.listen((entry) => {
      if (entry.event.t === "Occurred") died(orch.close());
    });
  });
  void orch.ingest({ kind: "occurrence", id: event, event, fields: {} });
  await dies;
}

test("what is said while older words are looked up does not overtake them", async () => {
  const disk = memoryDisk();
  const { orch, run } = await begun(disk);
  await diesAt(orch, "rain");

  const { store, holdRead } = heldStore(openMemoryStore(disk));
  const again = await orchestrator(store, { world: world() });
  const looking = holdRead("control/main");
  const resumed = again.resume();
  await looking.reached;
  await hear(again, "wind");
  await hear(again, "snow");
  looking.release();
  accepted(await resumed);
  expect(await again.rest(run)).toMatchObject({ status: "completed" });
});

test("what is said to a run that waits, while the runs that there are are listed, wakes it", async () => {
  const disk = memoryDisk();
  const { orch, run } = await begun(disk);
  await orch.close();
  // As it is kept of runs that were let go of.
  const held = disk.streams.get(`run/${run}`);
  if (held !== undefined) held.head = { ...held.head, due: null };

  const { store, holdStreams } = heldStore(openMemoryStore(disk));
  const again = await orchestrator(store, { world: world() });
  const listing = holdStreams();
  const resumed = again.resume();
  await listing.reached;
  await hear(again, "snow");
  listing.release();
  accepted(await resumed);
  const waiting = ["rain", "wind"].map((event) => ({ for: "event", step: event, event }));
  expect(await again.rest(run)).toEqual({ status: "waiting", waiting });
});
