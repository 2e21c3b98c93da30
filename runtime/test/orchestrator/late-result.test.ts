import { compile } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import type { Job, JobResult } from "../../src/world/world.ts";
import { accepted } from "./open.ts";
import { noThreads, SetClock } from "./set-clock.ts";

const text = `module hall
service greet(who: String) { effect idempotent  latency <= 1s  run http post "http://127.0.0.1:1/greet" }
plan welcome(who: String) { step said = greet(who) }
`;

test("a result that comes while control lets go of its run keeps nobody waiting for that run", async () => {
  const compiled = compile(
    { files: ["/hall.orch"], root: "/" },
    {
      read: (file) => (file === "/hall.orch" ? { text } : { fault: "missing", message: "" }),
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
  expect(compiled.diagnostics).toEqual([]);
  const clock = new SetClock(Date.parse("2026-01-01T00:00:00Z"));
  let late: (() => void) | undefined;
  const workers = {
    ...noThreads,
    start: (jobs: readonly Job[], report: (job: Job, result: JobResult) => void) => {
      const [job] = jobs;
      late = () => job && report(job, { lost: "worker" });
    },
  };
  const real = openMemoryStore();
  const store: Store = {
    ...real,
    append: async (appends) => {
      const forgets = appends.some(({ records }) => records.some(({ body }) => body.includes('"Forgot"')));
      if (forgets) late?.();
      return await real.append(appends);
    },
  };
  let ids = 0;
  const random = { hex: (bytes: number) => (++ids).toString(16).padStart(bytes * 2, "0") };
  const orch = await createOrchestrator({ store, world: { clock, random, workers } });
  if ("fault" in orch) throw new Error(orch.message);
  onTestFinished(() => orch.close());
  const plan = compiled.plan("hall.welcome");
  if (plan === undefined) throw new Error("there is a plan");
  const { run } = accepted(await orch.start({ plan, input: { who: "Ada" }, root: "/" }));
  const rest = orch.rest(run, 60_000);
  await vi.waitFor(() => expect(late).toBeDefined());
  clock.at += 1_000;
  clock.ring();
  expect(await rest).toMatchObject({ status: "failed" });
});
