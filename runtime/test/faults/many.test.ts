/** Thousands of runs at once, on a real journal. `LAWS=5`: ten thousand. */
import { join } from "node:path";
import { constant, giveBack, plan, routine } from "@orchlang/kernel/testing";
import { expect, test } from "vitest";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { folder, opened } from "../journal/streams.ts";
import { planFile, root } from "../orchestrator/campaign.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";

const forRain = planFile(
  plan(
    [
      routine("main", [
        {
          id: "w",
          kind: "wait",
          block: "root",
          needs: [],
          for: { kind: "occurrence", event: "rain", next: false },
          rescues: [],
        },
        giveBack(constant(1), { needs: ["w"] }),
      ]),
    ],
    [],
    { events: { rain: { name: "rain", fields: [] } } },
  ),
);

test("two thousand concurrent runs: all wait, all hear what they wait for, all come to their end once", async () => {
  const many = 2_000 * Number(process.env.LAWS ?? 1);
  const orch = await orchestrator(opened(openSqliteStore(join(folder(), "journal.db"), { mode: "write" })));
  const began = performance.now();
  const started = await Promise.all(
    Array.from({ length: many }, (_, n) => orch.start({ plan: forRain, input: {}, root, request: `r${n}` })),
  );
  const runs = started.map((one) => accepted(one).run);
  expect(new Set(runs).size).toBe(many);
  const waited = performance.now();
  accepted(await orch.ingest({ kind: "occurrence", id: "cloud", event: "rain", fields: {} }));
  let completed = 0;
  for (const run of runs) if ((await orch.rest(run, 500_000)).status === "completed") completed += 1;
  expect(completed).toBe(many);
  const seconds = (from: number, to: number): string => ((to - from) / 1_000).toFixed(1);
  console.info(
    `${many} runs: started in ${seconds(began, waited)} s, over in ${seconds(waited, performance.now())} s`,
  );
}, 1_800_000);
