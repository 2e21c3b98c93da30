import type { RunId, Seq } from "@orchlang/kernel";
import type { CapabilityKind, JsonObject, PlanFile } from "@orchlang/plan";
import type { Store } from "../journal/store.ts";
import { readJournal } from "../orchestrator/journal.ts";
import type { Registry } from "../orchestrator/registry.ts";
import type { Entry } from "../orchestrator-types.ts";
import { type Planner, planner } from "../planning/planner.ts";
import { type Executor, executor, type Starter } from "./executor.ts";
import { type LifecycleEvent, type LifecycleType, lifecycleReader } from "./lifecycle.ts";
import { type Listener, Listeners } from "./listeners.ts";
import { type Logger, logLifecycle } from "./logger.ts";
import { type PlanReplay, planReplay } from "./plan-replay.ts";

/** A registered capability, as it can be looked at. */
export interface CapabilityView {
  readonly name: string;
  readonly type: Exclude<CapabilityKind, "human">;
  readonly description: string;
  readonly version?: string;
  readonly enabled: boolean;
  readonly metadata: JsonObject;
  /** As JSON Schema, where it can be said so. */
  readonly inputSchema?: JsonObject;
  readonly outputSchema?: JsonObject;
}

/** Registered capabilities, to list and to switch. */
export interface Capabilities {
  /** In the order in which they were registered. */
  list(): readonly CapabilityView[];
  get(name: string): CapabilityView | undefined;
  /** Returns whether the capability exists. Running calls continue; new runs that need a disabled one are refused. */
  enable(name: string): boolean;
  disable(name: string): boolean;
}

/** The library around the runs for an embedding program: plans as objects, events in words, looking back. */
export interface Library {
  readonly capabilities: Capabilities;
  readonly planner: Planner;
  readonly executor: Executor;
  readonly planReplay: PlanReplay;
  /**
   * Calls back as soon as the event is in the journal; call the returned function to stop. A run's events are reported
   * from the listener's registration on; for a resumed run, only new ones.
   */
  on<T extends LifecycleType>(type: T, listener: Listener<T>): () => void;
}

interface Around {
  readonly store: Store;
  readonly registry: Registry;
  readonly logger: Logger | undefined;
  /** Receives an error that a listener threw. */
  failed(error: unknown): void;
}

/** The library over an orchestrator; `follow` is called for every run that starts or resumes. */
export function library(
  orchestrator: Starter & { readonly watch: Watching },
  { store, registry, logger, failed }: Around,
): Library & {
  readonly follow: (run: RunId, file: PlanFile, from: Seq) => void;
  readonly followed: () => boolean;
} {
  const listeners = new Listeners(failed);
  const tell = (event: LifecycleEvent, file: PlanFile): void => {
    try {
      if (logger !== undefined) logLifecycle(logger, file, event);
    } catch (error) {
      failed(error);
    }
    listeners.tell(event);
  };
  const following = new Following((run, from, see) => orchestrator.watch(run, from, see), tell);
  const journal = readJournal(store);
  const plans = planner(registry);
  const created = (plan: PlanFile): void => tell({ type: "plan_created", planId: plan.id, plan }, plan);
  const heard = (run: RunId, seq: Seq): Promise<void> => following.heard(run, seq);
  return {
    capabilities: capabilitiesOf(registry),
    planner: plans,
    executor: executor({ orchestrator, journal, registry, planner: plans, created, heard }),
    planReplay: planReplay(store, journal),
    on: (type, listener) => listeners.on(type, listener),
    follow: (run, file, from) => following.follow(run, file, from),
    followed: () => logger !== undefined || listeners.any,
  };
}

function capabilitiesOf(registry: Registry): Capabilities {
  return {
    list: () => registry.list().map(viewOf),
    get: (name) => {
      const registered = registry.get(name);
      return registered === undefined ? undefined : viewOf(registered);
    },
    enable: (name) => registry.enable(name, true),
    disable: (name) => registry.enable(name, false),
  };
}

function viewOf({
  name,
  type,
  description,
  version,
  enabled,
  metadata,
  input,
  output,
}: ReturnType<Registry["list"]>[number]): CapabilityView {
  return {
    name,
    type,
    description,
    ...(version === undefined ? {} : { version }),
    enabled,
    metadata,
    ...(input?.json === undefined ? {} : { inputSchema: input.json }),
    ...(output?.json === undefined ? {} : { outputSchema: output.json }),
  };
}

interface Followed {
  /** The next event that it wants. */
  next: Seq;
  readonly wanted: { readonly seq: Seq; readonly heard: () => void }[];
}

type Watching = (run: RunId, from: Seq, see: (entry: Entry) => void) => () => void;

/** Reports events of runs, each from its first new event to its end. */
class Following {
  readonly #watch: Watching;
  readonly #tell: (event: LifecycleEvent, file: PlanFile) => void;
  readonly #runs = new Map<RunId, Followed>();

  constructor(watch: Watching, tell: (event: LifecycleEvent, file: PlanFile) => void) {
    this.#watch = watch;
    this.#tell = tell;
  }

  /** `from`: earlier events were reported before, or by another process. */
  follow(run: RunId, file: PlanFile, from: Seq): void {
    if (this.#runs.has(run)) return;
    const followed: Followed = { next: 0, wanted: [] };
    this.#runs.set(run, followed);
    const reader = lifecycleReader(run, file);
    const end = this.#watch(run, 0, (entry) => {
      const events = reader.add(entry);
      if (entry.seq >= from) for (const event of events) this.#tell(event, file);
      followed.next = entry.seq + 1;
      for (const one of followed.wanted.filter(({ seq }) => seq < followed.next)) one.heard();
      if (entry.event.t !== "Closed") return;
      end();
      this.#runs.delete(run);
    });
  }

  /** Resolves when all events up to this one have been reported. */
  heard(run: RunId, seq: Seq): Promise<void> {
    const followed = this.#runs.get(run);
    if (followed === undefined || followed.next > seq) return Promise.resolve();
    return new Promise((heard) => followed.wanted.push({ seq, heard }));
  }
}
