/*
 * Durable steps, and turns one after another, with the journal in PostgreSQL and on Restate beside the same in SQLite on
 * the same disk. Aimed at: PostgreSQL with one node half of SQLite.
 */
import { join } from "node:path";
import { openSqliteStore, type Store } from "@orchlang/runtime";
import type { StoreFault } from "@orchlang/runtime/journal";
import { openPostgresStore } from "@orchlang/runtime/postgres";
import { openRestateStore } from "@orchlang/runtime/restate";
import { genesis, recorded } from "../../runtime/src/journal/chain.ts";
import { postgresServer } from "../../runtime/test/journal/postgres-server.ts";
import { noRestate, restateServer } from "../../runtime/test/journal/restate-server.ts";
import { durableOn } from "../durable.ts";
import { steady } from "../measure.ts";
import { chainPlan } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

const runs = 64;
const steps = 10;
const events = 3;

interface Open {
  readonly name: string;
  readonly store: Store | StoreFault;
  /** Ends the server, after the store. */
  close?(): Promise<void>;
}

/** Each on the disk before it counts: PostgreSQL with fsync, Restate as it comes, SQLite with `synchronous=FULL`. */
async function opened(folder: string, note: (line: string) => void): Promise<readonly Open[]> {
  const postgres = await postgresServer({ durable: true });
  const store = openSqliteStore(join(folder, "stores.db"), { mode: "write", command: "bench" });
  const found: Open[] = [
    {
      name: "orch, PostgreSQL",
      store: await openPostgresStore(await postgres.database(), { mode: "write" }),
      close: () => postgres.close(),
    },
    { name: "orch, SQLite", store },
  ];
  const why = noRestate();
  if (why !== undefined) {
    note(`Restate does not start here: ${why}`);
    return found;
  }
  const restate = await restateServer();
  const journal = await openRestateStore(restate.journal(), { mode: "write" });
  return [...found, { name: "orch, Restate", store: journal, close: () => restate.close() }];
}

function closing(contestant: Contestant, { close }: Open): Contestant {
  return {
    ...contestant,
    close: async () => {
      await contestant.close?.();
      await close?.();
    },
  };
}

export const stores: readonly Topic[] = [
  {
    name: `${runs} chains of ${steps} steps at once, by store`,
    unit: "steps",
    calls: steady,
    turns: 4,
    prepare: async (folder, note) => {
      const plan = chainPlan(steps);
      const found: Contestant[] = [];
      for (const one of await opened(folder, note))
        found.push(closing(await durableOn(one.store, plan, { runs, steps, name: one.name }), one));
      return found;
    },
  },
  {
    name: `turns of ${events} events one after another, by store`,
    unit: "turns",
    calls: steady,
    turns: 4,
    prepare: async (folder, note) => (await opened(folder, note)).map((one) => closing(turns(one), one)),
  },
];

function turns({ name, store }: Open): Contestant {
  if ("fault" in store) throw new Error(store.message);
  let link = genesis("run/bench");
  return {
    name,
    units: 1,
    run: async () => {
      const body = { t: "Woke", note: "x".repeat(120) };
      const made = recorded(
        "run/bench",
        link,
        Array.from({ length: events }, (_, at) => ({ ...body, at })),
      );
      const answer = await store.append([
        { stream: "run/bench", expected: link.length, records: made.records },
      ]);
      if (!answer.ok) throw new Error(answer.message);
      link = made.link;
    },
    close: () => store.close(),
  };
}
