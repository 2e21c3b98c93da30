import type { RunId } from "@orchlang/kernel";
import type { ControlEvent } from "@orchlang/kernel/control";
import type { PlanFile } from "@orchlang/plan";
import { afterAll, expect, test } from "vitest";
import type { Appended, Store } from "../../src/journal/store.ts";
import { type MemoryDisk, memoryDisk, openMemoryStore } from "../../src/journal/stores/memory.ts";
import { readJournal } from "../../src/orchestrator/journal.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import { localWorld } from "../../src/world/local.ts";
import type { Workers, World } from "../../src/world/world.ts";
import { all } from "../journal/streams.ts";
import { campaignFile, consenting, inputFor, outbox, root } from "./campaign.ts";
import { accepted } from "./open.ts";

/** A store whose process ends at its `at`-th write: before that is durable, or right after, with no word of it. */
function ending(disk: MemoryDisk, at: number, durable: boolean) {
  const inner = openMemoryStore(disk);
  const ended = Promise.withResolvers<"ended">();
  let writes = 0;
  const write = async (work: () => Promise<Appended>): Promise<Appended> => {
    writes += 1;
    if (writes < at) return await work();
    if (writes === at && durable) await work();
    ended.resolve("ended");
    return await new Promise<never>(() => {});
  };
  const store: Store = {
    ...inner,
    append: (turn) => write(() => inner.append(turn)),
    put: (id, text) => write(() => inner.put(id, text)),
  };
  return { store, ended: ended.promise };
}

/** Begins the campaign or goes on with it, approves it when it is asked for, and sees it end. */
async function carriedThrough(orch: Orchestrator, plan: PlanFile, box: string): Promise<RunId> {
  const request = "the campaign";
  accepted(await orch.resume());
  const { run } = accepted(await orch.start({ plan, input: inputFor(box), root, user: consenting, request }));
  for (;;) {
    const rest = await orch.rest(run, 500_000);
    if (rest.status === "completed") return run;
    expect(rest).toMatchObject({ status: "waiting", waiting: [{ for: "answer", step: "review" }] });
    const answered = await orch.answer(run, "review", { granted: true });
    if ("refused" in answered) expect(answered.refused).toBe("not_waiting");
  }
}

async function open(store: Store, world: World) {
  const orch = await createOrchestrator({ store, world });
  if ("fault" in orch) throw new Error(orch.message);
  return orch;
}

/** Every resumption uses the same threads, because they take a while to start. */
const going: World = localWorld({ threads: 1, output: () => undefined });
const lasting: World = { ...going, workers: lent(going.workers) };
afterAll(() => going.workers.close());

function lent(workers: Workers): Workers {
  return {
    equip: (places) => workers.equip(places),
    start: (jobs, report) => workers.start(jobs, report),
    abort: (key, attempt) => workers.abort(key, attempt),
    close: async () => {},
  };
}

async function endsAt(at: number, durable: boolean, plan: PlanFile): Promise<"ended" | "whole"> {
  const place = `write ${at}, ${durable ? "durable" : "lost"}`;
  const disk = memoryDisk();
  const box = outbox();
  const { store, ended } = ending(disk, at, durable);
  const world = localWorld({ threads: 1, output: () => undefined });
  const first = carriedThrough(await open(store, world), plan, box.folder);
  const how = await Promise.race([ended, first.then(() => "whole" as const)]);
  // Its threads die with it. The orchestrator itself is left where it hangs.
  await world.workers.close();

  const second = await open(openMemoryStore(disk), lasting);
  const run = await carriedThrough(second, plan, box.folder);
  await second.close();
  const jobs = box.calls().filter((call) => call.startsWith("schedule_campaign"));
  expect(new Set(jobs.map((call) => call.split(" ")[1])).size, place).toBe(1);
  expect(box.jobs(), place).toHaveLength(1);

  const past = readJournal(openMemoryStore(disk));
  expect(await past.replay(run), place).toMatchObject({ same: true });
  expect(await past.verify(run), place).toMatchObject({ whole: true });
  const heard = disk.streams.get("control/main")!.records.map(({ body }) => JSON.parse(body) as ControlEvent);
  const count = (t: ControlEvent["t"]): number => heard.filter((event) => event.t === t).length;
  expect([count("Admitted"), count("Opened"), count("Answered"), count("Forgot")], place).toEqual([
    1, 1, 1, 1,
  ]);
  expect(await all(openMemoryStore(disk).streams("open", "run/")), place).toEqual([]);
  return how;
}

test.each([true, false])(
  "whichever write the process ends at (durable: %s), the campaign is gone on with and done once",
  async (durable) => {
    const plan = campaignFile();
    let at = 1;
    while ((await endsAt(at, durable, plan)) === "ended") at++;
    console.info(`${at - 1} writes, killed ${durable ? "after" : "before"} each of them`);
  },
);
