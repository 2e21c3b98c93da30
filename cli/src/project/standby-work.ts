import type { PlanFile } from "@orchlang/plan";
import { version } from "../version.ts";

export interface StandbyWork {
  /** This node leads: it lends nothing to itself. What it does for the leader before goes on. */
  leads(): void;
  standsBy(): void;
  /** Takes no more; resolves when nothing is under way. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface StandbyWorkOptions {
  /** The node's id. */
  readonly node: string;
  readonly credential: string;
  /** Where this node serves: it passes on to whoever leads. */
  readonly address: string;
  /** Jobs of no pool that it does at once. */
  readonly shares: number;
  readonly plans: readonly PlanFile[];
  readonly root: string;
  says(what: string): void;
}

/** A worker as `orch work` starts one, with the identity of the node, for jobs that are of no pool. */
export async function workWhileStandingBy(options: StandbyWorkOptions): Promise<StandbyWork> {
  const { node, credential, address, shares, plans, root, says } = options;
  const { openRemoteWorker, workplacesHere } = await import("@orchlang/runtime/remote");
  const { connectWorker, nodeScheme, nodeWorker } = await import("@orchlang/server");
  let last = "";
  const { worker, close } = openRemoteWorker({
    name: nodeWorker(node),
    offers: [],
    shares,
    places: workplacesHere(plans, root),
    version,
    // The leader prints what handlers write.
    output: ({ job, text }) => void (job === undefined && says(text)),
    refused: (why) => {
      if (why !== last) says(`the leader lends no steps to this node: ${why}`);
      last = why;
    },
    says: () => undefined,
  });
  const here = new URL(address);
  if (here.hostname === "0.0.0.0") here.hostname = "127.0.0.1";
  if (here.hostname === "[::]") here.hostname = "[::1]";
  const connection = connectWorker({
    servers: [here.origin],
    authorization: `${nodeScheme} ${credential}`,
    isPatient: true,
    worker,
    waitMsMax: waitMs,
    says: () => undefined,
  });
  return {
    leads: () => {
      worker.shares = 0;
    },
    standsBy: () => {
      worker.shares = shares;
    },
    drain: async () => {
      if (worker.busy > 0) await worker.drain();
    },
    close: async () => {
      connection.close();
      await close();
    },
  };
}

/** Between attempts to connect, ms: a new leader waits for what its nodes have under way. */
const waitMs = 400;
