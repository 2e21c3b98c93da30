import { constant, giveBack, plan, routine } from "@orchlang/kernel/testing";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test, vi } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { limits } from "../../src/limits.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import { localWorld } from "../../src/world/local.ts";
import { stillClock } from "../world/still-clock.ts";
import { planFile, root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";

const waits = (what: Extract<Node, { kind: "wait" }>["for"]) =>
  planFile(
    plan(
      [
        routine("main", [
          { id: "w", kind: "wait", block: "root", needs: [], for: what, rescues: [] },
          giveBack(constant(1), { needs: ["w"] }),
        ]),
      ],
      [],
      { events: { rain: { name: "rain", fields: [] } } },
    ),
  );
const forRain = waits({ kind: "occurrence", event: "rain", next: false });

/** Counts the runs that are read anew. */
function counting(store: Store): { readonly store: Store; reads(): number } {
  let reads = 0;
  const pages: Store["pages"] = (stream, from) => {
    if (from === 0 && stream.startsWith("run/")) reads += 1;
    return store.pages(stream, from);
  };
  return { store: { ...store, pages }, reads: () => reads };
}

test("runs that wait are let go of, and are read again when something happens, time passes or a word is said", async () => {
  const { store, reads } = counting(openMemoryStore());
  const orch = await orchestrator(store);
  const start = async (file: typeof forRain) =>
    accepted(await orch.start({ plan: file, input: {}, root })).run;
  const timed = await start(waits({ kind: "duration", duration: constant(1_500) }));
  const cancelled = await start(forRain);
  const many = limits.runsInMemoryMax + 40;
  const runs: string[] = [];
  for (let each = 0; each < many; each++) runs.push(await start(forRain));
  const before = reads();
  expect(await orch.rest(cancelled)).toEqual({
    status: "waiting",
    waiting: [{ for: "event", step: "w", event: "rain" }],
  });

  accepted(await orch.order(cancelled, undefined, "cancel", {}, "no longer wanted"));
  expect(await orch.rest(cancelled)).toEqual({ status: "cancelled" });
  expect(reads()).toBeGreaterThan(before);
  expect(await orch.rest(timed, 500_000)).toMatchObject({ status: "completed" });

  accepted(await orch.ingest({ kind: "occurrence", id: "cloud-1", event: "rain", fields: {} }));
  const rests = await Promise.all(runs.map((run) => orch.rest(run, 1)));
  expect(rests.filter(({ status }) => status === "completed")).toHaveLength(many);
});

test("who listens only after a restart hears what runs do from then on, also those that slept or went on before", async () => {
  const disk = memoryDisk();
  const first = await orchestrator(openMemoryStore(disk));
  const run = accepted(await first.start({ plan: forRain, input: {}, root })).run;
  await first.rest(run);
  await first.close();
  const orch = await orchestrator(openMemoryStore(disk));
  accepted(await orch.resume());
  const heard: string[] = [];
  orch.on("execution_started", () => heard.push("started"));
  orch.on("execution_completed", ({ run }) => heard.push(run));
  accepted(await orch.ingest({ kind: "occurrence", id: "cloud-1", event: "rain", fields: {} }));
  expect(await orch.rest(run, 1)).toMatchObject({ status: "completed" });
  await vi.waitFor(() => expect(heard).toEqual([run]));
});

describe("after a restart", () => {
  /** As many runs as have to be let go of that wait for time, and as many that wait for rain. */
  async function left(many: number) {
    const disk = memoryDisk();
    const clock = stillClock(1_000_000);
    const world = () => localWorld({ threads: 1, output: () => undefined }, clock);
    const orch = await orchestrator(openMemoryStore(disk), { world: world() });
    const start = async (file: typeof forRain) =>
      accepted(await orch.start({ plan: file, input: {}, root })).run;
    const timed: string[] = [];
    const told: string[] = [];
    for (let n = 0; n < many; n++) {
      timed.push(await start(waits({ kind: "duration", duration: constant(600_000 + n * 1_000) })));
      told.push(await start(forRain));
    }
    // The most recently active runs stay in memory.
    for (let each = 0; each < limits.runsInMemoryMax; each++) await start(forRain);
    await orch.rest(told[0] ?? "");
    await orch.close();
    return { disk, clock, world, timed, told };
  }

  test("what waits is left where it is, what is due is woken, and news finds whom it is for", async () => {
    const many = 300;
    const { disk, clock, world, timed, told } = await left(many);
    const { store, reads } = counting(openMemoryStore(disk));
    const orch = await orchestrator(store, { world: world() });
    const before = reads();
    const { runs } = accepted(await orch.resume());
    expect(runs.length).toBe(2 * many + limits.runsInMemoryMax);
    // Runs that were in memory when the process ended may have had calls in progress.
    expect(reads() - before).toBeLessThanOrEqual(limits.runsInMemoryMax + limits.runsPassivatedMax);

    // Those that wait for rain, and those whose time is further off than somebody's patience.
    expect([told[0], timed[0]].map((run) => orch.sleeps(run ?? "", 60_000))).toEqual([true, true]);
    expect(orch.sleeps(timed[0] ?? "", 700_000)).toBe(false);
    expect(orch.sleeps("none", 0)).toBe(false);

    const rests = timed.slice(0, 3).map((run) => foldedStatus(disk, run));
    expect(await Promise.all(rests)).toEqual(["waiting", "waiting", "waiting"]);
    const asked = reads();
    clock.skipTo(1_600_500);
    expect(await orch.rest(timed[0] ?? "", 500_000)).toMatchObject({ status: "completed" });
    clock.skipTo(1_602_500);
    await vi.waitFor(async () => expect(await foldedStatus(disk, timed[2] ?? "")).toBe("completed"));
    expect(await foldedStatus(disk, timed[3] ?? "")).toBe("waiting");
    expect(reads() - asked).toBeLessThan(10);

    clock.skipTo(1_600_500 + many * 1_000);
    accepted(await orch.ingest({ kind: "occurrence", id: "cloud", event: "rain", fields: {} }));
    for (const run of [...timed, ...told])
      expect(await orch.rest(run, 500_000)).toMatchObject({ status: "completed" });
  });

  test("what was due meanwhile is woken", async () => {
    const { disk, clock, world, timed } = await left(40);
    clock.skipTo(1_620_500);
    const orch = await orchestrator(openMemoryStore(disk), { world: world() });
    accepted(await orch.resume());
    for (const run of timed.slice(0, 20))
      expect(await orch.rest(run, 1)).toMatchObject({ status: "completed" });
    expect(await orch.rest(timed[30] ?? "")).toMatchObject({ status: "waiting" });
  });
});

async function foldedStatus(disk: MemoryDisk, run: string): Promise<string> {
  return accepted(await readJournal(openedBeside(disk)).report(run)).status;
}

/** Without shutting the writer out. */
function openedBeside(disk: MemoryDisk): Store {
  const { epoch } = disk;
  const store = openMemoryStore(disk);
  disk.epoch = epoch;
  return store;
}
