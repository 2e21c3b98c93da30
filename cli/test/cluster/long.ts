// `npm run trial -- --cluster`: nodes on one database under faults, in episodes, and each history read back.
import { parseArgs } from "node:util";
import { postgresServer } from "@orchlang/runtime/testing";
import { checked } from "./checked.ts";
import { Client } from "./client.ts";
import { Dice, type Fault, faults, play, takeOver } from "./episode.ts";
import { Cluster } from "./nodes.ts";

const { values } = parseArgs({
  options: {
    cluster: { type: "boolean" },
    episodes: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    nodes: { type: "string", default: "3" },
    lease: { type: "string", default: "1500" },
    jobs: { type: "string", default: "9" },
    minutes: { type: "string" },
  },
});
const leaseMs = Number(values.lease);
/** Episodes on one database: more would take longer to read back. */
const perDatabase = 10;
const end = performance.now() + Number(values.minutes ?? 1e9) * 60_000;
const counts = new Map<string, number>();
const takeOvers: number[] = [];
let [played, runs, inDoubt, effects, repeated, broken] = [0, 0, 0, 0, 0, 0];

function told({ kind, leases, after }: Fault): string {
  return `${kind} ×${leases} +${after}`;
}

const server = await postgresServer();
let stopping = false;
process.once("SIGINT", () => {
  stopping = true;
});
process.once("SIGTERM", () => {
  stopping = true;
});
try {
  for (
    let base = 0;
    base < Number(values.episodes) && !stopping && performance.now() < end;
    base += perDatabase
  ) {
    const url = await server.database();
    const cluster = new Cluster(url, leaseMs);
    const client = new Client(cluster);
    let last = { runs: 0, inDoubt: 0, effects: 0, repeated: 0 };
    try {
      await cluster.start(Number(values.nodes));
      for (let index = base; index < base + perDatabase && index < Number(values.episodes); index += 1) {
        if (stopping || performance.now() > end) break;
        const seed = Number(values.seed) * 100_000 + index;
        const planned = faults(new Dice(seed), leaseMs);
        const words = planned.map(told).join(", ");
        const episode = { cluster, client, server, jobs: Number(values.jobs), name: `e${index}` };
        let breaches: readonly string[];
        try {
          await play(episode, planned);
          const found = await checked({ url, folder: cluster.folder, acknowledged: client.acknowledged });
          ({ breaches } = found);
          last = found;
        } catch (error) {
          breaches = [String(error)];
        }
        played += 1;
        for (const { kind } of planned) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        console.log(`${index} ${breaches.length === 0 ? "whole" : "BROKEN"}: ${words}`);
        if (breaches.length === 0) continue;
        broken += 1;
        for (const one of breaches) console.log(`  ${one}`);
        for (const node of cluster.nodes)
          console.log(`  ${node.address} ${node.pid}\n${node.errors.slice(-1_500)}`);
        break;
      }
      takeOvers.push(await takeOver(cluster));
    } catch (error) {
      console.log(`the nodes: ${String(error)}`);
      for (const node of cluster.nodes)
        console.log(`  ${node.address} ${node.pid}\n${node.errors.slice(-1_500)}`);
      broken += 1;
    } finally {
      await cluster.close();
    }
    runs += last.runs;
    inDoubt += last.inDoubt;
    effects += last.effects;
    repeated += last.repeated;
  }
} finally {
  await server.close();
}
const sorted = takeOvers.sort((one, two) => one - two);
console.log(`${played} episodes, ${broken} broken; ${runs} runs, of which ${inDoubt} in doubt`);
console.log(`${effects} effects by key, of which ${repeated} idempotent ones were made again`);
console.log([...counts].map(([kind, count]) => `${kind}: ${count}`).join(", "));
console.log(
  `take-over after SIGKILL, lease ${leaseMs} ms: median ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, longest ${Math.round(sorted.at(-1) ?? 0)} ms of ${sorted.length}`,
);
process.exitCode = broken === 0 ? 0 : 1;
