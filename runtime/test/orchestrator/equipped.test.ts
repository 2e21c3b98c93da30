/** A program may make a plan for each of its tasks: what its workers knew of those that are over is forgotten. */

import { worldOf } from "@orchlang/kernel/testing";
import type { PlanFile } from "@orchlang/plan";
import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { limits } from "../../src/limits.ts";
import { localWorld } from "../../src/world/local.ts";
import type { Workers } from "../../src/world/world.ts";
import { accepted, orchestrator } from "./open.ts";

// Its process runs no other file.
Object.assign(limits, { plansEquippedMax: 2 });

/** A capability that is not available here. */
const sent = 'run http post "https://bells.example/rung"';

/** Each another plan. */
function planned(n: number, before = "", code = ""): PlanFile {
  const after = before === "" ? "" : "{ after w }";
  const [plan] = worldOf(`event rain(inches: Int) { from sky }
service ring(n: Int) -> Int { effect idempotent  latency <= 1h  ${code} }
plan p() -> Int {
  ${before}
  step r = ring(${n}) ${after}
  return r
}
trigger t { on event rain where event.inches > 90  start p() }`).plans;
  if (plan === undefined) throw new Error("there is a plan");
  return plan;
}

/** Records which places workers receive, and may forget. */
function noting(workers: Workers) {
  const known = new Set<string>();
  const noted: Workers = {
    ...workers,
    equip: (places) => {
      for (const name of Object.keys(places)) known.add(name);
      workers.equip(places);
    },
    retain: (needed) => {
      for (const name of known) if (!needed.has(name)) known.delete(name);
      workers.retain?.(needed);
    },
  };
  return { noted, known };
}

test("plans that are over are forgotten, one that waits goes on, and one that is over is called again", async () => {
  const world = localWorld({ threads: 1, output: () => undefined });
  const rung: number[] = [];
  const handler = ({ n }: { n: number }): number => {
    rung.push(n);
    return n;
  };
  const orch = await orchestrator(openMemoryStore(), { world, capabilities: [{ name: "m.ring", handler }] });
  const run = async (plan: PlanFile): Promise<string> =>
    accepted(await orch.start({ plan, input: {}, root: "/" })).run;
  const waiting = await run(planned(100, "step w = wait for event rain within 1h"));
  const first = planned(0);
  for (let n = 0; n < 12; n++)
    expect(await orch.rest(await run(n === 0 ? first : planned(n)))).toMatchObject({ value: n });
  accepted(await orch.ingest({ kind: "occurrence", id: "r", event: "rain", fields: { inches: 2 } }));
  expect(await orch.rest(waiting)).toMatchObject({ value: 100 });
  expect(await orch.rest(await run(first))).toMatchObject({ value: 0 });
  expect(rung).toEqual([...Array.from({ length: 12 }, (_, n) => n), 100, 0]);
});

test("what workers know of is bounded, however many plans come by", async () => {
  const own = localWorld({ threads: 1, output: () => undefined });
  const { noted, known } = noting({
    ...own.workers,
    start: (jobs, report) => {
      for (const job of jobs) report(job, { outcome: { ok: 1 }, spent: {} });
    },
  });
  const orch = await orchestrator(openMemoryStore(), { world: { ...own, workers: noted } });
  for (let n = 0; n < 12; n++) {
    const { run } = accepted(await orch.start({ plan: planned(n, "", sent), input: {}, root: "/" }));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    expect(known.size).toBeLessThanOrEqual(3);
  }
});
