import { test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { campaignFile, inputFor, outbox, root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";
test("t", async () => {
  for (let i = 0; i < 5; i++) {
  const t0 = performance.now();
  const orch = await orchestrator(openMemoryStore());
  const t1 = performance.now();
  const { run } = accepted(await orch.start({ plan: campaignFile(), input: inputFor(outbox().folder), root }));
  const t2 = performance.now();
  await orch.rest(run, 60_000);
  const t3 = performance.now();
  accepted(await orch.answer(run, "review", { granted: true }));
  await orch.rest(run, 60_000);
  const t4 = performance.now();
  await orch.close();
  console.log("create", t1 - t0, "start", t2 - t1, "rest", t3 - t2, "answer", t4 - t3, "close", performance.now() - t4);
  }
});
