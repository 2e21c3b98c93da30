import { type Costs, simulateDay } from "./day.ts";

/* The table of docs/scale.md: `node trial/src/fleet/table.ts`. */

/** As docs/scale.md derives them. */
const costs: Costs = { runMs: 5, turns: 11, turnsPerSecond: 7_400 };

const fleets = [
  { shards: 1, databases: 1, runsPerDay: 5_000_000 },
  { shards: 10, databases: 1, runsPerDay: 50_000_000 },
  { shards: 100, databases: 4, runsPerDay: 100_000_000 },
  { shards: 1_000, databases: 4, runsPerDay: 100_000_000 },
  { shards: 1_000, databases: 40, runsPerDay: 1_000_000_000 },
];
const day = { peak: 1.8, deaths: 24, takeover: 12, seed: 28 };

console.log(`| shards | databases | runs a day | busiest 10 s | busiest shard, an hour | busiest database, an hour | 99 in 100 wait | 9,999 in 10,000 | left |
|---|---|---|---|---|---|---|---|---|`);
for (const fleet of fleets) {
  const { busiest, busiestShard, busiestDatabase, waited, left } = simulateDay(costs, { ...fleet, ...day });
  const cells = [
    ...[fleet.shards, fleet.databases, fleet.runsPerDay, left].map((count) => count.toLocaleString("en")),
  ];
  const shares = [busiest, busiestShard, busiestDatabase].map((share) => `${Math.round(100 * share)} %`);
  const waits = [waited.p99, waited.p9999].map((seconds) => `${seconds} s`);
  console.log(`| ${[...cells.slice(0, 3), ...shares, ...waits, cells[3]].join(" | ")} |`);
}
