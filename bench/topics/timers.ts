import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import { createOrchestrator, openJournal, openSqliteStore } from "@orchlang/runtime";
import { inMemory } from "../programs.ts";
import type { Topic } from "../topic.ts";

const timers = 10_000;
/** ms over which they come due, in a run that begins with them all. */
const over = 10_000;
const lead = 15_000;

/** Ten thousand waits of a run, each on the disk before it counts; how late they end. */
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
    return [
      {
        name: "orch",
        units: timers,
        run: async () => {
          const from = Date.now() + lead;
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
          note(await lateness(path, run));
        },
      },
    ];
  },
};

/** By the journal: from when each was due to when it was told to have ended. */
async function lateness(path: string, run: string): Promise<string> {
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
  late.sort((one, other) => one - other);
  const at = (share: number): number =>
    late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? Number.NaN;
  return `late by ${at(0.5)} ms in half of ${late.length}, ${at(0.99)} ms in one of a hundred, ${at(1)} ms at most`;
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
