import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { compile } from "@orchlang/compiler";
import { createOrchestrator, openJournal, openSqliteStore } from "@orchlang/runtime";
import { inMemory } from "../programs.ts";
import type { Topic } from "../topic.ts";

const timers = 10_000;
/** ms over which they come due, in a run that begins with them all. */
const over = 10_000;
const lead = 15_000;

/** `count` of them from a time on, spread over so many ms. */
export interface Dues {
  readonly from: number;
  readonly over: number;
  readonly count: number;
}

/** Ten thousand waits of a run, each on the disk before it counts; how late they end, and how late a bare thread is. */
export const waits: Topic = {
  name: `${timers.toLocaleString("en")} timers that come due within ${over / 1_000} seconds`,
  unit: "timers",
  calls: { warmUps: 0, measured: 1 },
  prepare: async (folder, note) => {
    const path = join(folder, "timers.db");
    const store = openSqliteStore(path, { mode: "write", command: "bench" });
    if ("fault" in store) throw new Error(store.message);
    const orchestrator = await createOrchestrator({ store });
    if ("fault" in orchestrator) throw new Error(orchestrator.message);
    const { program, host } = inMemory(source());
    const plan = compile(program, host).plan("bench.work.work");
    if (plan === undefined) throw new Error("the plan has a mistake");
    let run = "";
    let bare: Promise<readonly number[]> = Promise.resolve([]);
    return [
      {
        name: "orch",
        units: timers,
        run: async () => {
          const from = Date.now() + lead;
          bare = bareThread({ from, over, count: timers });
          const dues = Array.from({ length: timers }, (_, n) =>
            new Date(from + Math.floor((n * over) / timers)).toISOString(),
          );
          const started = await orchestrator.start({ plan, input: { dues }, root: folder });
          if ("refused" in started) throw new Error(started.message);
          ({ run } = started);
          const rest = await orchestrator.rest(run, over + 2 * lead);
          if (rest.status !== "completed") throw new Error(JSON.stringify(rest));
        },
        close: async () => {
          await orchestrator.close();
          note(`late by ${spread(await lateness(path, run))}`);
          note(`beside it a thread that does nothing else: by ${spread(await bare)}`);
        },
      },
    ];
  },
};

/** By the journal: from when each was due to when it was told to have ended. */
async function lateness(path: string, run: string): Promise<readonly number[]> {
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  const dues = new Map<string, number>();
  const late: number[] = [];
  for await (const { event } of journal.events(run)) {
    const key = "call" in event && event.call !== undefined ? JSON.stringify(event.call.site) : "";
    if (event.t === "TimerSet") dues.set(key, event.due);
    if (event.t !== "Settled" || event.call.node !== "wait@1") continue;
    const due = dues.get(key);
    if (due !== undefined) late.push(event.at - due);
  }
  await journal.close();
  return late;
}

async function bareThread(dues: Dues): Promise<readonly number[]> {
  const worker = new Worker(new URL("../bare/timers.ts", import.meta.url), { workerData: dues });
  const [late]: readonly number[][] = await once(worker, "message");
  return late ?? [];
}

function spread(late: readonly number[]): string {
  const sorted = late.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return `${at(0.5)} ms in half of ${late.length}, ${at(0.99)} ms in one of a hundred, ${at(1)} ms at most`;
}

function source(): string {
  return `module bench.work
plan work(dues: [Instant] size 0..${timers}) -> Int {
  step all = for due in dues up to ${timers} at once ${timers} {
    wait until due
    yield 1
  }
  return all.count(n => n > 0)
}
`;
}
