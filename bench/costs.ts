/* Measures the cost of a run to this process, by store: `node --conditions=orch-source bench/costs.ts sqlite|postgres [steps]`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "@orchlang/runtime";
import { openPostgresStore } from "@orchlang/runtime/postgres";
import { postgresServer } from "@orchlang/runtime/testing";
import { durableOn } from "./durable.ts";
import { chainPlan } from "./programs.ts";

const [kind = "sqlite", given = "10"] = process.argv.slice(2);
const steps = Number(given);
const side = 64;
const rounds = { warmUps: 4, measured: 4 };

const folder = mkdtempSync(join(tmpdir(), "orch-costs-"));
const server = kind === "postgres" ? await postgresServer({ durable: true }) : undefined;
const opened =
  server === undefined
    ? openSqliteStore(join(folder, "costs.db"), { mode: "write", command: "bench" })
    : await openPostgresStore(await server.database(), { mode: "write" });
if ("fault" in opened) throw new Error(opened.message);

/** Transactions, and the turns in them. */
const made = { transactions: 0, turns: 0 };
const append = opened.append.bind(opened);
opened.append = async (appends) => {
  made.transactions += 1;
  made.turns += appends.length;
  return await append(appends);
};

const chains = await durableOn(opened, chainPlan(steps), { runs: side, steps });
for (let at = 0; at < rounds.warmUps; at++) await chains.run();
made.transactions = 0;
made.turns = 0;
const before = process.cpuUsage();
const start = performance.now();
for (let at = 0; at < rounds.measured; at++) await chains.run();
const { user, system } = process.cpuUsage(before);
const runs = side * rounds.measured;
const each = (value: number): string => (value / runs).toFixed(2);
console.log(
  `${kind}, ${steps} steps: ${each((user + system) / 1_000)} ms of processor, ${each(performance.now() - start)} ms, ${each(made.turns)} turns in ${each(made.transactions)} transactions a run`,
);
await chains.close?.();
await server?.close();
rmSync(folder, { recursive: true, force: true });
