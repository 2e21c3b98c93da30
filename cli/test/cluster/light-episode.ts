import type { PostgresServer } from "@orchlang/runtime/testing";
import { type Fault, type FaultKind, pause } from "./faults.ts";
import type { LightCluster } from "./light.ts";

/** Those that need no process. */
export const lightKinds: readonly FaultKind[] = [
  "kill leader",
  "kill standby",
  "kill all",
  "drain leader",
  "hole up",
  "hole down",
  "hole both",
  "cut",
  "reset",
  "lose answers",
  "step clock",
  "restart database",
];

export interface LightEpisode {
  readonly cluster: LightCluster;
  readonly server: PostgresServer;
  readonly nodes: number;
  readonly jobs: number;
  /** Begins the keys of its requests. */
  readonly name: string;
}

/** As `play` of the nodes that are processes. */
export async function playLight(episode: LightEpisode, planned: readonly Fault[]): Promise<void> {
  const { cluster, nodes, jobs, name } = episode;
  await cluster.leads();
  const begun = Array.from({ length: jobs }, async (_, index) => {
    await pause(index * 15);
    await cluster.begin(index % 3 === 0 ? "quick" : "job", `${name}-${index}`);
  });
  for (const fault of planned) {
    await pause(fault.after);
    await suffer(episode, fault);
  }
  for (const { proxy, isUp } of cluster.nodes) if (isUp) proxy.heal();
  await cluster.start(nodes);
  await Promise.all(begun);
  await cluster.leads();
}

const realNow = Date.now;
let step = 20_000;

async function suffer({ cluster, server }: LightEpisode, { kind, leases }: Fault): Promise<void> {
  const leader = cluster.leader() ?? cluster.nodes.find(({ isUp }) => isUp);
  const ms = leases * cluster.leaseMs;
  switch (kind) {
    case "kill leader":
      leader?.kill();
      return;
    case "kill standby":
      cluster.nodes.find((node) => node !== leader && node.isUp)?.kill();
      return;
    case "kill all":
      for (const node of cluster.nodes) node.kill();
      return;
    case "drain leader":
      await leader?.drain();
      return;
    case "hole up":
    case "hole down":
    case "hole both":
      leader?.proxy.hole(kind === "hole up" ? "up" : kind === "hole down" ? "down" : "both");
      await pause(ms);
      if (leader?.isUp) leader.proxy.heal();
      return;
    case "cut":
      leader?.proxy.cut();
      await pause(ms);
      if (leader?.isUp) leader.proxy.heal();
      return;
    case "reset":
      for (const node of cluster.nodes) node.proxy.reset();
      return;
    case "lose answers":
      for (let count = 0; count < 4; count += 1) {
        leader?.proxy.loseAnswer();
        await pause(cluster.leaseMs / 10);
      }
      if (leader?.isUp) leader.proxy.heal();
      return;
    case "step clock": {
      const offset = step;
      step = -step;
      Date.now = () => realNow() + offset;
      return;
    }
    case "restart database":
      await server.restart();
      return;
    default:
      throw new Error(`${kind} needs a process`);
  }
}
