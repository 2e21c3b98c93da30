/*
 * From the end of the node that leads to the moment when another has read the journal and goes on: after an orderly end,
 * and after a death, which is noticed when the lease has run out. Aimed at: the lease and two seconds.
 */
import { createOrchestrator, type Orchestrator } from "@orchlang/runtime";
import { Membership, thisProcess } from "@orchlang/runtime/postgres";
import { type FaultyProxy, postgresServer, proxyTo } from "@orchlang/runtime/testing";
import type { Contestant, Topic } from "../topic.ts";

const leaseMs = 1_000;

interface Spare {
  readonly proxy: FaultyProxy;
  readonly member: Membership;
  readonly leading: ReturnType<Membership["lead"]>;
  readonly stop: AbortController;
}

async function spareOn(url: string): Promise<Spare> {
  const proxy = await proxyTo(url);
  const member = await Membership.join({ url: proxy.through(url), holder: thisProcess(), lease: leaseMs });
  if ("fault" in member) throw new Error(member.message);
  const stop = new AbortController();
  return { proxy, member, leading: member.lead(stop.signal), stop };
}

async function led({ leading }: Spare): Promise<Orchestrator> {
  const store = await leading;
  if (store === undefined || "fault" in store) throw new Error("it leads");
  store.hold?.settle();
  const orchestrator = await createOrchestrator({ store });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  await orchestrator.resume();
  return orchestrator;
}

async function byTurns(url: string, name: string, how: "orderly" | "death"): Promise<Contestant> {
  let leader = await spareOn(url);
  let orchestrator = await led(leader);
  let spare = await spareOn(url);
  const gone: (() => Promise<void>)[] = [];
  const run = async (): Promise<void> => {
    const [before, was] = [orchestrator, leader];
    if (how === "death") was.proxy.cut();
    else await before.close();
    orchestrator = await led(spare);
    leader = spare;
    spare = await spareOn(url);
    gone.push(async () => {
      await before.close();
      await was.member.close();
      await was.proxy.close();
    });
  };
  const close = async (): Promise<void> => {
    spare.stop.abort();
    await orchestrator.close();
    for (const { member, proxy } of [leader, spare]) {
      await member.close();
      await proxy.close();
    }
    for (const end of gone) await end();
  };
  return { name, units: 1, run, close };
}

export const takeOvers: Topic = {
  name: `take-over by another node, lease ${leaseMs / 1_000} s`,
  unit: "take-overs",
  calls: { warmUps: 1, measured: 5 },
  prepare: async () => {
    const server = await postgresServer({ durable: true });
    const orderly = await byTurns(await server.database(), "an orderly end", "orderly");
    const death = await byTurns(await server.database(), "a death", "death");
    const close = async (): Promise<void> => {
      await death.close?.();
      await server.close();
    };
    return [orderly, { ...death, close }];
  },
};
