/** A machine whose clock jumps, under a run on a real journal. */
import { join } from "node:path";
import { constant, giveBack, plan, routine, waitFor } from "@orchlang/kernel/testing";
import { expect, test, vi } from "vitest";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import { openPools } from "../../src/workers/pools.ts";
import type { Hands } from "../../src/world/clock.ts";
import { nodeClock, nodeRandom } from "../../src/world/node.ts";
import { all, folder, opened } from "../journal/streams.ts";
import { planFile, root } from "../orchestrator/campaign.ts";
import { accepted, journal } from "../orchestrator/open.ts";

const hour = 3_600_000;
const file = planFile(
  plan([routine("main", [waitFor("w", constant(2 * hour)), giveBack(constant(1), { needs: ["w"] })])], []),
);

/** Clocks on a wall and on a wrist, put forward by hand. */
function watch(): Hands & { wallAt: number; steadyAt: number } {
  const hands = {
    wallAt: Date.UTC(2026, 0, 1),
    steadyAt: 0,
    wall: () => hands.wallAt,
    steady: () => hands.steadyAt,
  };
  return hands;
}

test("a clock jumps an hour back and forth: a wait lasts as long as it says, and time in the journal never runs back", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const hands = watch();
    const clock = nodeClock(hands);
    const path = join(folder(), "journal.db");
    const store = opened(openSqliteStore(path, { mode: "write" }));
    const world = { clock, random: nodeRandom, workers: openPools(clock, { output: () => undefined }) };
    const orch = await createOrchestrator({ store, world });
    if ("fault" in orch) throw new Error(orch.message);
    const { run } = accepted(await orch.start({ plan: file, input: {}, root }));
    const began = clock.now();
    expect(await orch.rest(run)).toMatchObject({ status: "waiting" });
    const jumps = [-hour, +hour, -hour, -hour, +hour];
    let passed = 0;
    for (const jump of jumps) {
      hands.wallAt += jump;
      // Ten minutes later by the machine's own count.
      hands.wallAt += 600_000;
      hands.steadyAt += 600_000;
      passed += 600_000;
      await vi.advanceTimersByTimeAsync(600_000);
      // Back: nobody waits longer for it. Forth, to where it was: it is as if it had never been back.
      expect(clock.now() - began).toBe(passed);
      expect(await orch.rest(run)).toMatchObject({ status: "waiting" });
    }
    hands.wallAt += 2 * hour - passed;
    hands.steadyAt += 2 * hour - passed;
    await vi.advanceTimersByTimeAsync(2 * hour - passed);
    expect(await orch.rest(run, 1)).toMatchObject({ status: "completed" });
    await orch.close();
    const past = await journal(path);
    const times = (await all(past.events(run))).map(({ event }) => event.at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(2 * hour);
    expect(await past.replay(run)).toMatchObject({ same: true });
    console.info(`${jumps.length} jumps of an hour`);
  } finally {
    vi.useRealTimers();
  }
});

test("a clock that was an hour ahead before a restart: what came after is never journalled before it", async () => {
  const path = join(folder(), "journal.db");
  const at = async (wall: number) => {
    const hands = { wall: () => wall, steady: () => performance.now() };
    const clock = nodeClock({ wall: () => wall + performance.now(), steady: hands.steady });
    const store = opened(openSqliteStore(path, { mode: "write" }));
    const world = { clock, random: nodeRandom, workers: openPools(clock, { output: () => undefined }) };
    const orch = await createOrchestrator({ store, world });
    if ("fault" in orch) throw new Error(orch.message);
    return orch;
  };
  const ahead = await at(Date.UTC(2026, 0, 1, 13));
  const { run } = accepted(await ahead.start({ plan: file, input: {}, root }));
  expect(await ahead.rest(run)).toMatchObject({ status: "waiting" });
  await ahead.close();
  const right = await at(Date.UTC(2026, 0, 1, 12));
  accepted(await right.resume());
  accepted(await right.order(run, undefined, "cancel", {}, "no longer wanted"));
  expect(await right.rest(run)).toEqual({ status: "cancelled" });
  await right.close();
  const past = await journal(path);
  const times = (await all(past.events(run))).map(({ event }) => event.at);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(await past.replay(run)).toMatchObject({ same: true });
});
