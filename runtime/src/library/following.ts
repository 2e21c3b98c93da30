import type { PlanFile } from "@orchlang/plan";
import type { RunId, Seq } from "../kernel/machine.ts";
import type { Entry } from "../orchestrator-api.ts";
import { type LifecycleEvent, lifecycleReader } from "./lifecycle.ts";

interface Followed {
  /** The next event that it wants. */
  next: Seq;
  readonly wanted: { readonly seq: Seq; readonly heard: () => void }[];
}

type Watching = (run: RunId, from: Seq, see: (entry: Entry) => void) => () => void;

/** Tells what happens in runs, each from its first event that is new here to its end. */
export class Following {
  readonly #watch: Watching;
  readonly #tell: (event: LifecycleEvent, file: PlanFile) => void;
  readonly #runs = new Map<RunId, Followed>();

  constructor(watch: Watching, tell: (event: LifecycleEvent, file: PlanFile) => void) {
    this.#watch = watch;
    this.#tell = tell;
  }

  /** `from`: what is before it has been told, by another process or another time. */
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

  /** Resolves when all up to this event has been told. */
  heard(run: RunId, seq: Seq): Promise<void> {
    const followed = this.#runs.get(run);
    if (followed === undefined || followed.next > seq) return Promise.resolve();
    return new Promise((heard) => followed.wanted.push({ seq, heard }));
  }
}
