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

/**
 * A fault of one call of the store: the process dies right before it takes effect, or right after; or an append
 * answers `unknown`, whether it took effect (`unacknowledged`) or not (`failed`).
 */
export type StoreFault = "before" | "after" | "unacknowledged" | "failed";

interface ProcessHooks {
  /** How many appends the store takes at once. */
  readonly appendsMax: number;
  /** A call of the store begins; returns what happens to it. */
  called(operation: string): StoreFault | undefined;
  /** A handler is called. */
  dispatched(job: Job): void;
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
  #appends: Promise<unknown> = Promise.resolve();

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
  #store<T extends object>(store: T): T {
    return new Proxy(store, {
      get: (target, name) => {
        this.#time.touched += 1;
        const found: unknown = Reflect.get(target, name, target);
        if (name === "appendsMax") return this.#hooks.appendsMax;
        if (typeof found === "object" && found !== null) return this.#store(found);
        if (typeof found !== "function") return found;
        const operation = String(name);
        return (...args: readonly unknown[]): unknown => {
          const fault = this.isDead ? "before" : this.#hooks.called(operation);
          if (fault === "before") {
            if (!this.isDead) this.#hooks.killed();
            return iterated.has(operation) ? nothing() : never;
          }
          if (operation === "append") return this.#append(target as Store, args[0] as Appends, fault);
          const result: unknown = Reflect.apply(found, target, args);
          return result instanceof Promise ? this.#completed(result, fault) : result;
        };
      },
    });
  }

  async #completed<T>(result: Promise<T>, fault: StoreFault | undefined): Promise<T> {
    const value = await result;
    if (fault === "after" && !this.isDead) this.#hooks.killed();
    return this.isDead ? never : value;
  }

  /** Appends happen in order, each in a turn of the event loop of its own where there may be several at once. */
  #append(store: Store, appends: Appends, fault: StoreFault | undefined): ReturnType<Store["append"]> {
    if (this.#hooks.appendsMax === 1) return this.#appended(store, appends, fault);
    const done = this.#appends.then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      this.#time.touched += 1;
      return this.#appended(store, appends, fault);
    });
    this.#appends = done.catch(() => undefined);
    return done;
  }

  async #appended(
    store: Store,
    appends: Appends,
    fault: StoreFault | undefined,
  ): ReturnType<Store["append"]> {
    const unknown = { ok: false, why: "unknown", message: "The store did not answer." } as const;
    if (fault === "failed") return this.isDead ? never : unknown;
    const done = await store.append(appends);
    if (!done.ok) return this.isDead ? never : done;
    let dies = fault === "after";
    for (const { stream, records } of appends) {
      for (const { body } of records) dies = this.#hooks.appended(stream, JSON.parse(body)) || dies;
    }
    if (dies && !this.isDead) this.#hooks.killed();
    if (this.isDead) return never;
    return fault === "unacknowledged" ? unknown : done;
  }

  /** Handlers that do as the world says. */
  #workers(): Workers {
    const reports = new Map<string, () => void>();
    const flights = new Set<string>();
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
        for (const job of jobs) {
          if (this.isDead) return;
          // After a recovery within the process a dispatch may be repeated; it is under way already.
          const flight = `${job.key} ${job.attempt}.${job.dispatch}`;
          if (flights.has(flight)) continue;
          flights.add(flight);
          this.#hooks.dispatched(job);
          begin(job, report);
        }
      },
      // One that is told to stop does at once.
      abort: (key, attempt) => reports.get(`${this.#name} ${key} ${attempt}`)?.(),
      close: async () => undefined,
    };
  }
}

type Appends = Parameters<Store["append"]>[0];

const never = new Promise<never>(() => undefined);

const iterated: ReadonlySet<string> = new Set(["read", "pages", "streams", "due"]);

/** A dead process reads for ever. */
async function* nothing(): AsyncGenerator<never> {
  yield await never;
}

function resultOf(behaviour: ReturnType<typeof behaviourOf>): JobResult {
  if ("ok" in behaviour) return { outcome: { ok: behaviour.ok }, spent: {} };
  if (!("fails" in behaviour)) throw new TypeError("a call of a twin ends or fails");
  const { fails, name = fails, message = "", reach = "unknown" } = behaviour;
  return { outcome: { failure: { class: fails, name, message }, reach }, spent: {} };
}
