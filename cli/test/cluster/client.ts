import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "./nodes.ts";

/** A client of the nodes: asks any of them, and again under the same key until one has answered. */
export class Client {
  readonly #cluster: Cluster;
  #at = 0;
  /** Runs that were acknowledged, by the key of their request. */
  readonly acknowledged = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get header(): string {
    const text = readFileSync(join(this.#cluster.folder, ".orch/admin-token"), "utf8");
    return text.trim().replace("Authorization: ", "");
  }

  async start(
    plan: "job" | "quick" | "gate" | "stay" | "leave" | "wide",
    key: string,
    n = this.acknowledged.size,
  ): Promise<string> {
    const reply = await this.ask("/workflow/execute", key, { workflow_name: plan, input: { n } });
    const { run } = reply as { readonly run: string };
    this.acknowledged.set(key, run);
    return run;
  }

  /** Asks until there is an answer. A refusal is thrown, unless it says that nobody leads. */
  async ask(path: string, key?: string, body?: object): Promise<Record<string, unknown>> {
    const end = performance.now() + 500_000;
    for (let last = "nothing"; ; ) {
      if (performance.now() > end) throw new Error(`${path}: no answer, last ${last}`);
      const { nodes } = this.#cluster;
      const node = nodes[this.#at++ % nodes.length];
      try {
        const response = await fetch(`${node?.address}/api/orchestration${path}`, {
          headers: {
            authorization: this.header,
            "content-type": "application/json",
            ...(key === undefined ? {} : { "idempotency-key": key }),
          },
          ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(10_000),
        });
        const reply = (await response.json()) as Record<string, unknown>;
        if (response.ok) return reply;
        last = `${response.status} ${JSON.stringify(reply)}`;
        if (response.status < 500) throw new Refused(last);
      } catch (error) {
        if (error instanceof Refused) throw error;
        last = String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

class Refused extends Error {}
