import { nodeClock, nodeRandom } from "../../world/node.ts";
import type { Clock, Workplace } from "../../world/world.ts";
import type { HandlerOutput } from "../output.ts";
import { openPools } from "../pools.ts";
import { redacting } from "../redacting.ts";
import type { Offer } from "./messages.ts";
import { RemoteWorker } from "./worker.ts";

export type { RemoteWorker } from "./worker.ts";

/** How a process works for a server. */
export interface WorkerSettings {
  readonly name: string;
  readonly offers: readonly Offer[];
  /** Jobs of no pool that a node takes at once while it stands by. */
  readonly shares?: number;
  /** Its code, by capability. */
  readonly places: Readonly<Record<string, Workplace & { readonly code: string }>>;
  readonly version: string;
  /** Default: as many as the machine can run at once. */
  readonly threads?: number;
  readonly clock?: Clock;
  output(line: HandlerOutput): void;
  refused(why: string): void;
  says(what: string): void;
}

/** A worker with threads and processes as a run on one machine has them, whose lines are without secrets. */
export function openRemoteWorker(settings: WorkerSettings): {
  readonly worker: RemoteWorker;
  close(): Promise<void>;
} {
  const { name, offers, shares, places, version, threads, output, refused, says } = settings;
  const clock = settings.clock ?? nodeClock();
  const guard = redacting();
  const line = guard.output((one) => {
    worker.output(one);
    output(one);
  });
  const pools = openPools(clock, { output: line, ...(threads === undefined ? {} : { threads }) });
  const workers = guard.workers(pools);
  workers.equip(places);
  const code = Object.fromEntries(
    Object.entries(places).map(([capability, place]) => [capability, place.code]),
  );
  const worker = new RemoteWorker({
    clock,
    workers,
    // A place is called as its capability here.
    places: Object.fromEntries(Object.keys(places).map((capability) => [capability, capability])),
    hello: {
      worker: name,
      process: nodeRandom.hex(8),
      offers,
      code,
      version,
      ...(shares === undefined ? {} : { shares }),
    },
    refused,
    says,
  });
  return {
    worker,
    close: async () => {
      worker.close();
      await workers.close();
    },
  };
}
