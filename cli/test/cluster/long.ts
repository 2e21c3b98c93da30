// `npm run trial -- --cluster`: nodes on one database under faults, in episodes, and each history read back.
import { parseArgs } from "node:util";
import { type PostgresServer, postgresServer } from "@orchlang/runtime/testing";
import { checked, effectsIn, type Found } from "./checked.ts";
import { Client } from "./client.ts";
import { play, takeOver } from "./episode.ts";
import { Dice, type Fault, faultKinds, faults } from "./faults.ts";
import { LightCluster } from "./light.ts";
import { lightKinds, playLight } from "./light-episode.ts";
import { Cluster } from "./nodes.ts";

const { values } = parseArgs({
  options: {
    cluster: { type: "boolean" },
    episodes: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    nodes: { type: "string", default: "3" },
    lease: { type: "string" },
    jobs: { type: "string", default: "9" },
    minutes: { type: "string" },
    processes: { type: "boolean", default: false },
  },
});
const { processes } = values;
const [nodes, jobs, episodes] = [Number(values.nodes), Number(values.jobs), Number(values.episodes)];
const leaseMs = Number(values.lease ?? (processes ? 5_000 : 1_000));
/** Episodes on one database: more would take longer to read back. */
const perDatabase = 10;
const end = performance.now() + Number(values.minutes ?? 1e9) * 60_000;

/** Nodes on a database of their own, whatever they are. */
interface Stage {
  play(planned: readonly Fault[], name: string): Promise<void>;
  check(): Promise<Found>;
  /** ms; undefined: not measured. */
  takeOver(): Promise<number | undefined>;
  /** For whoever looks for the cause of a breach. */
  said(): string;
  close(): Promise<void>;
}

async function ofProcesses(server: PostgresServer): Promise<Stage> {
  const url = await server.database();
  const cluster = new Cluster(url, leaseMs);
  const client = new Client(cluster);
  await cluster.start(nodes);
  return {
    play: (planned, name) => play({ cluster, client, server, jobs, name }, planned),
    check: () =>
      checked({ url, effects: () => effectsIn(cluster.folder), acknowledged: client.acknowledged }),
    takeOver: () => takeOver(cluster),
    said: () =>
      cluster.nodes.map((node) => `${node.address} ${node.pid}\n${node.errors.slice(-1_500)}`).join("\n"),
    close: () => cluster.close(),
  };
}

async function inProcess(server: PostgresServer): Promise<Stage> {
  const url = await server.database();
  const cluster = new LightCluster(url, leaseMs);
  await cluster.start(nodes);
  return {
    play: (planned, name) => playLight({ cluster, server, nodes, jobs, name }, planned),
    check: () => checked({ url, effects: () => cluster.effects, acknowledged: cluster.acknowledged }),
    takeOver: async () => {
      await cluster.leads();
      const begun = performance.now();
      cluster.leader()?.kill();
      await cluster.leads();
      return performance.now() - begun;
    },
    said: () => "",
    close: () => cluster.close(),
  };
}

function told({ kind, leases, after }: Fault): string {
  return `${kind} ×${leases} +${after}`;
}

const kinds = processes ? faultKinds : lightKinds;
const counts = new Map<string, number>();
const takeOvers: number[] = [];
let [played, runs, inDoubt, effects, repeated, broken] = [0, 0, 0, 0, 0, 0];
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stopping = true;
  });

/** True if every episode on it was whole. */
async function onOneDatabase(stage: Stage, base: number): Promise<boolean> {
  let last: Found | undefined;
  try {
    for (let index = base; index < Math.min(base + perDatabase, episodes); index += 1) {
      if (stopping || performance.now() > end) break;
      const planned = faults(new Dice(Number(values.seed) * 100_000 + index), leaseMs, kinds);
      let breaches: readonly string[];
      try {
        await stage.play(planned, `e${index}`);
        last = await stage.check();
        ({ breaches } = last);
      } catch (error) {
        breaches = [String(error)];
      }
      played += 1;
      for (const { kind } of planned) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      console.log(`${index} ${breaches.length === 0 ? "whole" : "BROKEN"}: ${planned.map(told).join(", ")}`);
      for (const one of breaches) console.log(`  ${one}`);
      if (breaches.length > 0) {
        console.log(stage.said());
        return false;
      }
    }
    const took = await stage.takeOver();
    if (took !== undefined) takeOvers.push(took);
    return true;
  } finally {
    runs += last?.runs ?? 0;
    inDoubt += last?.inDoubt ?? 0;
    effects += last?.effects ?? 0;
    repeated += last?.repeated ?? 0;
  }
}

const server = await postgresServer();
try {
  for (let base = 0; base < episodes && !stopping && performance.now() < end; base += perDatabase) {
    const stage = await (processes ? ofProcesses(server) : inProcess(server));
    try {
      if (!(await onOneDatabase(stage, base))) broken += 1;
    } finally {
      await stage.close();
    }
  }
} finally {
  await server.close();
}
takeOvers.sort((one, two) => one - two);
const [median, longest] = [takeOvers[takeOvers.length >> 1] ?? 0, takeOvers.at(-1) ?? 0];
console.log(`${played} episodes, ${broken} broken; ${runs} runs, of which ${inDoubt} in doubt`);
console.log(`${effects} effects by key, of which ${repeated} idempotent ones were made again`);
console.log([...counts].map(([kind, count]) => `${kind}: ${count}`).join(", "));
console.log(
  `take-over after a death, lease ${leaseMs} ms: median ${Math.round(median)} ms, longest ${Math.round(longest)} ms of ${takeOvers.length}`,
);
process.exit(broken === 0 ? 0 : 1);
