import { setTimeout as delay } from "node:timers/promises";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import type { Installation, Played, ToldWorld } from "@orchlang/simulator";
import type { Client } from "./client.ts";

interface Task {
  readonly task: string;
  readonly capability: string;
  readonly approval: boolean;
}

interface Detail {
  readonly status: string;
  readonly events: number;
  readonly waiting: readonly { readonly for: string }[];
}

const closed: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "damaged"]);
/** Between two looks at a run, ms. */
const betweenMs = 15;
/** Looks for the runs that records start. */
const beginsMax = 30;
/** A run that waits for nothing that comes by itself, looked at so often, stays as it is. */
const looksMax = 5;

/** A server with doubles, put into one hostile world after another. */
export class ServedInstallation implements Installation {
  readonly #client: Client;
  /** How long a run may take, ms. */
  readonly #patience: number;
  /** By run: how many events it had when its attack was over. */
  readonly #lengths = new Map<string, number>();

  constructor(client: Client, patience: number) {
    this.#client = client;
    this.#patience = patience;
  }

  async play(world: ToldWorld): Promise<Played> {
    await this.#client.ask("/doubles", { body: { rules: world.calls } });
    const before = await this.#newest();
    for (const line of world.records) await this.#client.ask("/events/ingest", { body: line });
    const runs = await this.#begun(world, before);
    const answers = new Map(Object.entries(world.answers).map(([name, values]) => [name, [...values]]));
    const until = performance.now() + this.#patience;
    for (const run of runs) this.#lengths.set(run, (await this.#rested(run, answers, until)).events);
    const { body } = await this.#client.ask("/doubles");
    const calls = (body.calls ?? []) as readonly { readonly key: string; readonly done: boolean }[];
    // Members that it holds are free again for the next attack.
    for (const run of runs) await this.#ended(run);
    return { runs, done: new Set(calls.filter(({ done }) => done).map(({ key }) => key)) };
  }

  async histories(): Promise<ReadonlyMap<string, readonly RunEvent[]>> {
    const { text } = await this.#client.ask("/audit/export");
    const results = new Map<string, RunEvent[]>();
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const { stream, event } = JSON.parse(line) as { readonly stream?: string; readonly event: RunEvent };
      const run = stream?.startsWith("run/") ? stream.slice("run/".length) : undefined;
      if (run !== undefined) results.set(run, [...(results.get(run) ?? []), event]);
    }
    return new Map(
      [...results].map(([run, events]) => [run, events.slice(0, this.#lengths.get(run) ?? events.length)]),
    );
  }

  /** The runs of a world: the one that is asked for, or those that its records start. */
  async #begun({ entry, input, runs }: ToldWorld, before: string | undefined): Promise<readonly string[]> {
    if (input !== undefined) {
      const { body } = await this.#client.ask("/workflow/execute", { body: { workflow_name: entry, input } });
      return typeof body.run === "string" ? [body.run] : [];
    }
    for (let look = 0; ; look += 1) {
      const { body } = await this.#client.ask("/runs?limit=200");
      const all = ((body.runs ?? []) as readonly { readonly run: string }[]).map(({ run }) => run);
      const known = before === undefined ? -1 : all.indexOf(before);
      const fresh = known < 0 ? all : all.slice(0, known);
      if (fresh.length >= runs || look >= beginsMax) return fresh.toReversed();
      await delay(betweenMs);
    }
  }

  async #newest(): Promise<string | undefined> {
    const { body } = await this.#client.ask("/runs?limit=1");
    return (body.runs as readonly { readonly run: string }[] | undefined)?.[0]?.run;
  }

  /** Answers its questions until it is closed, or nothing but time out of reach moves it on. */
  async #rested(run: string, answers: Map<string, Json[]>, until: number): Promise<Detail> {
    let [seen, still] = [-1, 0];
    for (;;) {
      const detail = (await this.#client.ask(`/runs/${run}`)).body as unknown as Detail;
      if (closed.has(detail.status) || detail.status === "attention" || performance.now() > until)
        return detail;
      const hasAnswered = await this.#answered(run, answers);
      still = detail.events === seen && !hasAnswered && !isOnItsWay(detail) ? still + 1 : 0;
      if (still >= looksMax) return detail;
      seen = detail.events;
      if (!hasAnswered) await delay(betweenMs);
    }
  }

  async #answered(run: string, answers: Map<string, Json[]>): Promise<boolean> {
    const { body } = await this.#client.ask(`/tasks?run=${run}`);
    let isSent = false;
    for (const { task, capability, approval } of (body.tasks ?? []) as readonly Task[]) {
      const value = approval ? { granted: true } : answers.get(capability)?.shift();
      if (value === undefined) continue;
      isSent ||= (await this.#client.ask("/tasks/answer", { body: { task, value } })).status === 202;
    }
    return isSent;
  }

  async #ended(run: string): Promise<void> {
    const until = performance.now() + this.#patience;
    for (const order of [{}, { detail: { force: true } }]) {
      const { status } = (await this.#client.ask(`/runs/${run}`)).body as unknown as Detail;
      if (closed.has(status)) return;
      const body = { order: "cancel", why: "the attack is over", ...order };
      await this.#client.ask(`/runs/${run}/orders`, { body });
      while (performance.now() < until) {
        const { body: now } = await this.#client.ask(`/runs/${run}`);
        if (closed.has(String(now.status)) || now.status === "attention") break;
        await delay(betweenMs);
      }
    }
  }
}

/** Something is under way, or time alone moves it on. */
function isOnItsWay({ status, waiting }: Detail): boolean {
  return status === "running" || waiting.some((one) => one.for === "time" || one.for === "callback");
}
