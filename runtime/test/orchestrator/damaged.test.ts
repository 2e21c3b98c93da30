/** A damaged run in a journal: it is reported and set aside, and nothing else is disturbed. */

import { constant, giveBack, plan, routine } from "@orchlang/kernel/testing";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test, vi } from "vitest";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import type { Refusal } from "../../src/orchestrator-types.ts";
import type { HandlerOutput } from "../../src/workers/output.ts";
import { localWorld } from "../../src/world/local.ts";
import { recordedClock } from "../../src/world/recorded-clock.ts";
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
const forTime = waits({ kind: "duration", duration: constant(600_000) });
const forRain = waits({ kind: "occurrence", event: "rain", next: false });

/** Somebody has changed a letter of its first event. */
function damage(disk: MemoryDisk, run: string): void {
  const records = disk.streams.get(`run/${run}`)?.records;
  const first = records?.[0];
  if (records === undefined || first === undefined) throw new Error(`there is a run ${run}`);
  records[0] = { ...first, body: first.body.replace('"Started"', '"started"') };
}

/** Two runs that wait for time and two that wait for rain, one of each damaged while no process had it. */
async function left() {
  const disk = memoryDisk();
  const clock = recordedClock(1_000_000);
  const world = () => localWorld({ threads: 1, output: () => undefined }, clock);
  const before = await orchestrator(openMemoryStore(disk), { world: world() });
  const start = async (file: typeof forTime): Promise<string> => {
    const { run } = accepted(await before.start({ plan: file, input: {}, root }));
    await before.rest(run);
    return run;
  };
  const runs = {
    timed: await start(forTime),
    timedToo: await start(forTime),
    told: await start(forRain),
    toldToo: await start(forRain),
  };
  await before.close();
  // As it is kept of runs that were let go of: nobody reads them before something happens.
  for (const run of Object.values(runs)) {
    const held = disk.streams.get(`run/${run}`);
    if (held !== undefined)
      held.head = { ...held.head, due: run === runs.timed || run === runs.timedToo ? 1_640_000 : null };
  }
  damage(disk, runs.timed);
  damage(disk, runs.told);
  const lines: HandlerOutput[] = [];
  const orch = await orchestrator(openMemoryStore(disk), {
    world: world(),
    output: (line) => void lines.push(line),
  });
  const said = () => lines.map(({ text }) => text).join("\n");
  return { disk, clock, world, orch, said, ...runs };
}

describe("a damaged run", () => {
  test("that time wakes is told of and set aside; what is due beside it goes on", async () => {
    const { orch, clock, timed, timedToo, told, toldToo, said } = await left();
    accepted(await orch.resume());
    clock.skipTo(1_650_000);
    expect(await orch.rest(timedToo, 1)).toMatchObject({ status: "completed" });
    await vi.waitFor(() => expect(said()).toContain(timed));
    expect(said()).toContain("altered");
    // Nothing has stopped: others are started, and hear.
    const { run } = accepted(await orch.start({ plan: forRain, input: {}, root }));
    accepted(await orch.ingest({ kind: "occurrence", id: "cloud", event: "rain", fields: {} }));
    expect(await orch.rest(run, 1)).toMatchObject({ status: "completed" });
    expect(await orch.rest(toldToo, 1)).toMatchObject({ status: "completed" });
    await vi.waitFor(() => expect(said()).toContain(told));
    expect(said().match(new RegExp(timed, "gu"))).toHaveLength(2);
  });

  test("is refused, with its reason, whatever is asked of it", async () => {
    const { orch, timed, told } = await left();
    const resumed = await orch.resume(timed);
    expect(resumed).toMatchObject({ refused: "journal", message: expect.stringContaining("altered") });
    expect(await orch.order(told, undefined, "cancel", {}, "away with it")).toMatchObject({
      refused: "journal",
    });
    expect(await orch.rest(told)).toMatchObject({
      status: "refused",
      refused: "journal",
      message: expect.stringContaining("altered"),
    });
    const why: Refusal[] = [];
    const seen: unknown[] = [];
    orch.watch(
      told,
      0,
      (entry) => void seen.push(entry),
      (refusal) => void why.push(refusal),
    );
    await vi.waitFor(() =>
      expect(why).toMatchObject([{ refused: "journal", message: expect.stringContaining("altered") }]),
    );
    expect(accepted(await orch.start({ plan: forRain, input: {}, root })).run).not.toBe("");
  });

  test("that had closed without control having heard of it keeps nobody from opening the journal", async () => {
    const { disk, world, orch, told, toldToo } = await left();
    await orch.close();
    const held = disk.streams.get(`run/${told}`);
    if (held !== undefined) held.head = { ...held.head, closed: true };
    const lines: HandlerOutput[] = [];
    const again = await orchestrator(openMemoryStore(disk), {
      world: world(),
      output: (line) => void lines.push(line),
    });
    expect(lines.map(({ text }) => text).join("\n")).toContain(told);
    accepted(await again.resume());
    accepted(await again.ingest({ kind: "occurrence", id: "cloud", event: "rain", fields: {} }));
    expect(await again.rest(toldToo, 1)).toMatchObject({ status: "completed" });
  });

  test("that had closed, and whose plan file is gone, is told of", async () => {
    const { disk, world, orch, told } = await left();
    await orch.close();
    const held = disk.streams.get(`run/${told}`);
    if (held !== undefined) held.head = { ...held.head, closed: true };
    disk.documents.delete(forRain.id);
    const lines: HandlerOutput[] = [];
    await orchestrator(openMemoryStore(disk), { world: world(), output: (line) => void lines.push(line) });
    const said = lines.map(({ text }) => text).join("\n");
    expect(said).toContain(told);
    expect(said).toContain(`has no plan file ${forRain.id}`);
  });
});

describe("a run that there is not", () => {
  test("is refused to whoever wants to see it rest, or watch it", async () => {
    const orch = await orchestrator(openMemoryStore());
    expect(await orch.rest("NOSUCHRUN")).toMatchObject({ status: "refused", refused: "unknown_run" });
    const why: Refusal[] = [];
    orch.watch(
      "NOSUCHRUN",
      0,
      () => undefined,
      (refusal) => void why.push(refusal),
    );
    await vi.waitFor(() => expect(why).toMatchObject([{ refused: "unknown_run" }]));
  });
});

test("who listens and throws is told of, and stops nobody", async () => {
  const lines: HandlerOutput[] = [];
  const orch = await orchestrator(openMemoryStore(), { output: (line) => void lines.push(line) });
  orch.listen(() => {
    throw new Error("control's listener broke");
  });
  orch.on("execution_started", () => {
    throw new Error("a run's listener broke");
  });
  const { run } = accepted(await orch.start({ plan: forRain, input: {}, root }));
  const seen: string[] = [];
  orch.watch(run, 0, ({ event }) => {
    seen.push(event.t);
    throw new Error("a watcher broke");
  });
  await orch.rest(run);
  accepted(await orch.ingest({ kind: "occurrence", id: "cloud", event: "rain", fields: {} }));
  expect(await orch.rest(run, 1)).toMatchObject({ status: "completed" });
  await vi.waitFor(() => expect(seen.at(-1)).toBe("Closed"));
  const said = lines.map(({ text }) => text).join("\n");
  for (const broke of ["control's listener broke", "a run's listener broke", "a watcher broke"])
    expect(said).toContain(broke);
});
