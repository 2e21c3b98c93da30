import type { JsonObject } from "@orchlang/plan";
import {
  createOrchestrator,
  type MemoryDisk,
  type Orchestrator,
  openMemoryStore,
  type Store,
} from "@orchlang/runtime";
import type { Job, JobResult, Workers } from "@orchlang/runtime/world";
import type { VirtualTime } from "./virtual.ts";
import { behaviourOf, type TwinWorld } from "./world.ts";

export interface ProcessHooks {
  /** An event is on the disk. Returns whether the process dies with it, before anything is made of it. */
  appended(stream: string, event: JsonObject): boolean;
  /** A handler ends its own process. */
  killed(): void;
}

/** One process of the orchestrator, until it is killed: then nothing that it began goes on. */
export class TwinProcess {
  isDead = false;
  /** Resolves when it is killed. */
  readonly died: Promise<void>;
  #die: () => void = () => undefined;
  readonly #disk: MemoryDisk;
  readonly #time: VirtualTime;
  readonly #hooks: ProcessHooks;
  readonly #world: TwinWorld;
  readonly #name: string;

  constructor(name: string, disk: MemoryDisk, time: VirtualTime, world: TwinWorld, hooks: ProcessHooks) {
    this.#name = name;
    this.#disk = disk;
    this.#time = time;
    this.#world = world;
    this.#hooks = hooks;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  async begin(hex: (bytes: number) => string): Promise<Orchestrator> {
    const clock = this.#time.clockOf(this);
    const store = this.#store(openMemoryStore(this.#disk));
    const world = { clock, random: { hex }, workers: this.#workers() };
    const orchestrator = await createOrchestrator({ store, world });
    if ("fault" in orchestrator) throw new TypeError(orchestrator.message);
    return orchestrator;
  }

  kill(): void {
    this.isDead = true;
    this.#die();
    this.#time.drop(({ of }) => of.startsWith(`${this.#name} `));
  }

  /** Shows that the engine is at work. Of a process that is dead nothing comes back. */
  #store(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        if (this.isDead) return () => never;
        this.#time.touched += 1;
        if (name === "append") return (appends: Appends) => this.#append(target, appends);
        const found: unknown = Reflect.get(target, name, target);
        return typeof found === "function" ? found.bind(target) : found;
      },
    });
  }

  async #append(store: Store, appends: Appends): ReturnType<Store["append"]> {
    const done = await store.append(appends);
    if (!done.ok) return done;
    let dies = false;
    for (const { stream, records } of appends) {
      for (const { body } of records) dies = this.#hooks.appended(stream, JSON.parse(body)) || dies;
    }
    if (!dies) return done;
    this.#hooks.killed();
    return never;
  }

  /** Handlers that do as the world says. */
  #workers(): Workers {
    const reports = new Map<string, () => void>();
    const begin = (job: Job, report: (job: Job, result: JobResult) => void): void => {
      const { capability, key, attempt, dispatch, due } = job;
      const behaviour = behaviourOf(this.#world, {
        capability,
        key,
        attempt,
        dispatch,
        timed: due !== undefined,
      });
      if ("never" in behaviour) return;
      const name = `${this.#name} ${key} ${attempt}`;
      const lost = (): void => {
        this.#time.drop(({ of }) => of === name);
        reports.delete(name);
        report(job, { lost: "worker" });
      };
      reports.set(name, lost);
      const result = resultOf(behaviour);
      const { after = 0, meanwhile } = behaviour;
      this.#time.come(after, name, () => {
        reports.delete(name);
        report(job, result);
      });
      if (meanwhile?.does !== "dies") return;
      const dies = meanwhile.what === "worker" ? lost : () => this.#hooks.killed();
      this.#time.come(Math.floor(after / 2), name, dies);
    };
    return {
      equip: () => undefined,
      start: (jobs, report) => {
        for (const job of jobs) begin(job, report);
      },
      // One that is told to stop does at once.
      abort: (key, attempt) => reports.get(`${this.#name} ${key} ${attempt}`)?.(),
      close: async () => undefined,
    };
  }
}

type Appends = Parameters<Store["append"]>[0];

const never = new Promise<never>(() => undefined);

function resultOf(behaviour: ReturnType<typeof behaviourOf>): JobResult {
  if ("ok" in behaviour) return { outcome: { ok: behaviour.ok }, spent: {} };
  if (!("fails" in behaviour)) throw new TypeError("a call of a twin ends or fails");
  const { fails, name = fails, message = "", reach = "unknown" } = behaviour;
  return { outcome: { failure: { class: fails, name, message }, reach }, spent: {} };
}
