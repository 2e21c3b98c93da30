/*
 * Durable steps with the journal in PostgreSQL, beside the same in SQLite on the same disk. Aimed at: half of it with one
 * node.
 */
import { join } from "node:path";
import { openSqliteStore } from "@orchlang/runtime";
import { openPostgresStore } from "@orchlang/runtime/postgres";
import { postgresServer } from "../../runtime/test/journal/postgres-server.ts";
import { durableOn } from "../durable.ts";
import { steady } from "../measure.ts";
import { chainPlan } from "../programs.ts";
import type { Topic } from "../topic.ts";

const runs = 64;
const steps = 10;

export const stores: Topic = {
  name: `${runs} chains of ${steps} steps at once, by store`,
  unit: "steps",
  calls: steady,
  turns: 4,
  prepare: async (folder) => {
    const server = await postgresServer({ durable: true });
    const plan = chainPlan(steps);
    const postgres = await openPostgresStore(await server.database(), { mode: "write" });
    const sqlite = openSqliteStore(join(folder, "stores.db"), { mode: "write", command: "bench" });
    const first = await durableOn(postgres, plan, { runs, steps, name: "orch, PostgreSQL" });
    const close = async (): Promise<void> => {
      await first.close?.();
      await server.close();
    };
    return [{ ...first, close }, await durableOn(sqlite, plan, { runs, steps, name: "orch, SQLite" })];
  },
};
