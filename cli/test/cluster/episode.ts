import type { PostgresServer } from "@orchlang/runtime/testing";
import type { Client } from "./client.ts";
import { type Fault, pause } from "./faults.ts";
import { type Cluster, type Node, until } from "./nodes.ts";

export interface Episode {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly server: PostgresServer;
  readonly jobs: number;
  /** Begins the keys of its requests. */
  readonly name: string;
}

/** Starts jobs while faults come and go. Everything is whole again at the end, and every request acknowledged. */
export async function play(episode: Episode, planned: readonly Fault[]): Promise<void> {
  const { cluster, client, jobs, name } = episode;
  const begun = Array.from({ length: jobs }, async (_, index) => {
    await pause(index * 20);
    await client.start(index % 3 === 0 ? "quick" : "job", `${name}-${index}`);
  });
  for (const fault of planned) {
    await pause(fault.after);
    await suffer(episode, fault);
  }
  await heal(cluster);
  await Promise.all(begun);
  await cluster.leader();
}

async function heal(cluster: Cluster): Promise<void> {
  for (const node of cluster.nodes) {
    node.proxy.heal();
    if (node.isStopped) node.wake();
    node.begin();
  }
}

/** The one that leads by its own word, else any that runs. */
async function leaderOf(cluster: Cluster): Promise<Node | undefined> {
  const roles = await cluster.roles();
  return cluster.nodes[roles.indexOf("leader")] ?? cluster.nodes.find((node) => node.isUp);
}

async function suffer({ cluster, server }: Episode, { kind, leases }: Fault): Promise<void> {
  const { leaseMs } = cluster.options;
  const leader = await leaderOf(cluster);
  const standby = cluster.nodes.find((node) => node !== leader && node.isUp);
  const ms = leases * leaseMs;
  switch (kind) {
    case "kill leader":
      return await leader?.kill();
    case "kill standby":
      return await standby?.kill();
    case "kill all":
      await Promise.all(cluster.nodes.map((node) => node.kill()));
      return;
    case "drain leader":
      return await leader?.kill("SIGTERM");
    case "freeze leader":
    case "freeze standby": {
      const node = kind === "freeze leader" ? leader : standby;
      node?.freeze();
      await pause(ms);
      node?.wake();
      return;
    }
    case "hole up":
    case "hole down":
    case "hole both":
      leader?.proxy.hole(kind === "hole up" ? "up" : kind === "hole down" ? "down" : "both");
      await pause(ms);
      leader?.proxy.heal();
      return;
    case "cut":
      leader?.proxy.cut();
      await pause(ms);
      leader?.proxy.heal();
      return;
    case "reset":
      for (const node of cluster.nodes) node.proxy.reset();
      return;
    case "lose answers":
      for (let count = 0; count < 4; count += 1) {
        leader?.proxy.loseAnswer();
        await pause(leaseMs / 10);
      }
      leader?.proxy.heal();
      return;
    case "step clock":
      (leases > 1 ? leader : standby)?.stepClock();
      return;
    case "restart database":
      await server.restart();
      return;
    default:
      kind satisfies never;
  }
}

/** How long it takes from the death of the leader until another is ready. */
export async function takeOver(cluster: Cluster): Promise<number> {
  const leader = await cluster.leader();
  const begun = performance.now();
  await leader.kill();
  await until("another leads", async () => (await cluster.roles()).includes("leader"));
  return performance.now() - begun;
}
