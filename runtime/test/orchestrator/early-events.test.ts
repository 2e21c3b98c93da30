import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import { expect, test, vi } from "vitest";
import type { IngressRecord } from "../../src/orchestrator-types.ts";
import { folder } from "../journal/streams.ts";
import { accepted, journal, orchestrator } from "./open.ts";

/* An event may occur before the run that waits for it has begun: reading its plan and writing its start take a while. */

const compiled = worldOf(`event ordered(n: Int) { from shop }
event paid(n: Int) { from bank }
plan sell(n: Int) {
  step p = wait for event paid where event.n == n within 1h
}
trigger t { on event ordered  start sell(n: event.n) }
`);

const occurrence = (event: string, n: number): IngressRecord => ({
  kind: "occurrence",
  id: `${event} ${n}`,
  event,
  fields: { n },
});

test("a run has the event that occurs right after the one that starts it", async () => {
  const path = join(folder(), "journal.db");
  const orch = await orchestrator(path);
  accepted(await orch.arm({ ...compiled, root: "/" }));
  const told = [1, 2, 3].flatMap((n) => [occurrence("ordered", n), occurrence("paid", n)]);
  await Promise.all(told.map(async (record) => accepted(await orch.ingest(record))));
  const statuses = async (): Promise<readonly string[]> => {
    const past = await journal(path);
    const found: string[] = [];
    for await (const { status } of past.runs()) found.push(status);
    await past.close();
    return found;
  };
  await vi.waitFor(async () => expect(await statuses()).toEqual(["completed", "completed", "completed"]), {
    timeout: 20_000,
    interval: 100,
  });
  await orch.close();
});
