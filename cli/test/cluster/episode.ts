import type { PostgresServer } from "@orchlang/runtime/testing";
import type { Client } from "./client.ts";
import { type Cluster, type Node, until } from "./nodes.ts";

/** The same numbers for the same seed (mulberry32, by T. Ettinger). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit;
  }

  of<T>(all: readonly T[]): T {
    const one = all[Math.floor(this.below(all.length))];
    if (one === undefined) throw new Error("nothing to choose from");
    return one;
  }
}

export const faultKinds = [
  "kill leader",
  "kill standby",
  "kill all",
  "drain leader",
  "freeze leader",
  "freeze standby",
  "hole up",
  "hole down",
  "hole both",
  "cut",
  "reset",
  "lose answers",
  "step clock",
  "restart database",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How long a fault lasts, in leases: below, around and above one. */
const lasting = [0.3, 0.8, 1, 1.2, 2.5] as const;

export interface Fault {
  readonly kind: FaultKind;
  readonly leases: number;
  /** ms after the one before. */
  readonly after: number;
}

export function faults(dice: Dice, leaseMs: number): readonly Fault[] {
  return Array.from({ length: 1 + Math.floor(dice.below(3)) }, () => ({
    kind: dice.of(faultKinds),
    leases: dice.of(lasting),
    after: Math.round(dice.below(leaseMs)),
  }));
}

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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** How long it takes from the death of the leader until another is ready. */
export async function takeOver(cluster: Cluster): Promise<number> {
  const leader = await cluster.leader();
  const begun = performance.now();
  await leader.kill();
  await until("another leads", async () => (await cluster.roles()).includes("leader"));
  return performance.now() - begun;
}
