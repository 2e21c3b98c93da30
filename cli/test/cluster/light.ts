import { compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { createOrchestrator, type Orchestrator } from "@orchlang/runtime";
import type { Hold } from "@orchlang/runtime/journal";
import { Membership, thisProcess } from "@orchlang/runtime/postgres";
import { type FaultyProxy, proxyTo } from "@orchlang/runtime/testing";
import { standardModule, standardModules } from "@orchlang/stdlib";
import type { Effects } from "./checked.ts";
import { until } from "./nodes.ts";

/** The same plans as of the nodes that are processes; the handlers are functions of this one. */
const program = `module works
service add(n: Int) { effect idempotent  latency <= 60s }
service pay(n: Int) { effect once  latency <= 60s }
plan job(n: Int) { step a = add(n) { retry 20 backoff 50ms..1s }  wait 300ms  step b = pay(n) }
plan quick(n: Int) { step a = add(n) { retry 20 backoff 50ms..1s } }
`;

function compiled(name: string): PlanFile {
  const result = compile(
    { files: ["/works.orch"], root: "/" },
    {
      read: (file) => (file === "/works.orch" ? { text: program } : { fault: "missing", message: "" }),
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
  const plan = result.plan(`works.${name}`);
  if (plan === undefined) throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
  return plan;
}

const plans = { job: compiled("job"), quick: compiled("quick") };

/** A node inside of this process: all of one but HTTP. Its death is that it is heard no more and does nothing more. */
class LightNode {
  readonly proxy: FaultyProxy;
  readonly #cluster: LightCluster;
  readonly #stop = new AbortController();
  #orchestrator: Orchestrator | undefined;
  #hold: Hold | undefined;
  #isDead = false;
  #over: Promise<void> = Promise.resolve();

  constructor(cluster: LightCluster, proxy: FaultyProxy) {
    this.#cluster = cluster;
    this.proxy = proxy;
    this.#over = this.#live();
  }

  /** Where it leads. */
  get orchestrator(): Orchestrator | undefined {
    return this.#isDead ? undefined : this.#orchestrator;
  }

  get isUp(): boolean {
    return !this.#isDead;
  }

  kill(): void {
    this.#isDead = true;
    this.proxy.cut();
    this.#stop.abort();
    this.#hold?.abandon();
  }

  /** In order: the lease is given back. */
  async drain(): Promise<void> {
    this.#stop.abort();
    await this.#over;
    this.#isDead = true;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#hold?.abandon();
    await this.#over;
    await this.proxy.close();
  }

  async #live(): Promise<void> {
    const { url, leaseMs, effects } = this.#cluster;
    const stopped = new Promise<void>((resolve) =>
      this.#stop.signal.addEventListener("abort", () => resolve()),
    );
    let member: Membership | undefined;
    while (member === undefined && !this.#stop.signal.aborted) {
      const joined = await Membership.join({
        url: this.proxy.through(url),
        holder: thisProcess(),
        lease: leaseMs,
      });
      if (!("fault" in joined)) member = joined;
    }
    const note =
      (what: keyof Effects) =>
      async (_args: unknown, { key }: { readonly key: string }) => {
        // A dead process neither does nor answers anything.
        if (this.#isDead) await new Promise(() => undefined);
        effects[what].set(key, (effects[what].get(key) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        if (this.#isDead) await new Promise(() => undefined);
        return null;
      };
    while (member !== undefined && !this.#stop.signal.aborted) {
      const lost = Promise.withResolvers<void>();
      const store = await member.lead(this.#stop.signal, () => lost.resolve());
      if (store === undefined) break;
      if ("fault" in store) throw new Error(store.message);
      store.hold?.settle();
      this.#hold = store.hold;
      // It died while it claimed.
      if (this.#isDead) store.hold?.abandon();
      const made = await createOrchestrator({
        store,
        capabilities: [
          { name: "works.add", handler: note("add") },
          { name: "works.pay", handler: note("pay") },
        ],
      });
      if ("fault" in made) continue;
      await made.resume();
      this.#orchestrator = made;
      await Promise.race([lost.promise, stopped]);
      this.#orchestrator = undefined;
      await made.close();
    }
    await member?.close();
  }
}

/** Several of them, on one database. */
export class LightCluster {
  readonly url: string;
  readonly leaseMs: number;
  readonly effects: Effects = { add: new Map(), pay: new Map() };
  /** Runs that were acknowledged, by the key of their request. */
  readonly acknowledged = new Map<string, string>();
  readonly nodes: LightNode[] = [];
  readonly #gone: LightNode[] = [];

  constructor(url: string, leaseMs: number) {
    this.url = url;
    this.leaseMs = leaseMs;
  }

  /** Brings it to so many that live. */
  async start(count: number): Promise<void> {
    for (const node of this.nodes.filter(({ isUp }) => !isUp)) {
      this.nodes.splice(this.nodes.indexOf(node), 1);
      this.#gone.push(node);
    }
    while (this.nodes.length < count) this.nodes.push(new LightNode(this, await proxyTo(this.url)));
  }

  leader(): LightNode | undefined {
    return this.nodes.find(({ orchestrator }) => orchestrator !== undefined);
  }

  async leads(): Promise<void> {
    await until("somebody leads", () => this.leader() !== undefined);
  }

  /** Asks whoever leads, again and again under the same key. */
  async begin(plan: keyof typeof plans, key: string): Promise<void> {
    const wanted = { plan: plans[plan], input: { n: 1 }, root: "/", request: key };
    await until(`${key} is acknowledged`, async () => {
      // A node that has just lost the journal can't read it.
      const started = await this.leader()
        ?.orchestrator?.start(wanted)
        .catch(() => undefined);
      if (started === undefined || "refused" in started) return false;
      this.acknowledged.set(key, started.run);
      return true;
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.nodes, ...this.#gone].map((node) => node.close()));
  }
}
