import type { Node } from "@orchlang/plan";
import { expect, test } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { limits } from "../../src/limits.ts";
import { constant, giveBack, plan, routine } from "../kernel/building.ts";
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
      { events: { rain: { name: "rain" } } },
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
  expect(await orch.rest(timed, 60_000)).toMatchObject({ status: "completed" });

  accepted(await orch.hear({ tells: "occurrence", id: "cloud-1", event: "rain", fields: {} }));
  const rests = await Promise.all(runs.map((run) => orch.rest(run, 1)));
  expect(rests.filter(({ status }) => status === "completed")).toHaveLength(many);
});
