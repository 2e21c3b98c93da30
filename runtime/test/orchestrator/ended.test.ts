/** Runs that ended so long ago that control does not know them any more: the journal does. */

import { worldOf } from "@orchlang/kernel/testing";
import { limits } from "@orchlang/kernel/testing/limits";
import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import { accepted, orchestrator } from "./open.ts";

// Its process runs no other file.
Object.assign(limits, { endedMax: 4, takenMax: 4 });

const compiled = worldOf(`event knock(n: Int) { from door }
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event knock  start p(n: event.n) }`);

async function house() {
  const store = openMemoryStore();
  const rung: unknown[] = [];
  const handler = ({ n }: { n: number }): null => {
    rung.push(n);
    return null;
  };
  const orch = await orchestrator(store, { capabilities: [{ name: "m.ring", handler }] });
  accepted(await orch.arm({ ...compiled, root: "/" }));
  return { orch, rung, store };
}

test("asked for once more by its id, one that has ended is not begun again", async () => {
  const { orch, rung, store } = await house();
  const plan = compiled.plans[0];
  if (plan === undefined) throw new Error("there is a plan");
  const start = async (request: string, n: number) => {
    const { run } = accepted(await orch.start({ plan, input: { n }, root: "/", request }));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    return run;
  };
  const first = await start("first", 0);
  for (let n = 1; n < 8; n++) await start(`r${n}`, n);
  expect(await start("first", 0)).toBe(first);
  expect(rung).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await orch.settled()).toEqual([]);
  expect(accepted(await orch.resume())).toEqual({ runs: [], left: [] });
  expect(await readJournal(store).hasPlace(plan, { n: 0 }, "first")).toEqual({ done: true });
});

test("what set one off is told once more: it is not started again, and that is said", async () => {
  const { orch, rung } = await house();
  const why: string[] = [];
  orch.listen(({ event }) => {
    if (event.t === "Unstarted") why.push(event.why);
  });
  const knock = async (n: number) => {
    accepted(await orch.ingest({ kind: "occurrence", id: `k${n}`, event: "knock", fields: { n } }));
    expect(await orch.settled()).toEqual([]);
  };
  for (let n = 0; n < 8; n++) await knock(n);
  await knock(0);
  expect(rung).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(why).toEqual(["It was started before, and has ended."]);
  await knock(8);
  expect(rung).toHaveLength(9);
});
