import type { Asked, Remote } from "./known.ts";
import { flightName } from "./messages.ts";

/** Jobs of no pool that an earlier leader has given away, until the nodes have shown which of them they have. */
export class Orphans {
  /** By flight. */
  readonly #jobs = new Map<string, Asked>();
  #awaited = new Set<string>();

  get isAwaiting(): boolean {
    return this.#awaited.size > 0;
  }

  /** Workers that have yet to say what they do. */
  await(workers: readonly string[]): void {
    this.#awaited = new Set(workers);
  }

  /** False: nobody is waited for. */
  hold(orphan: Asked): boolean {
    if (this.isAwaiting) this.#jobs.set(flightName(orphan.job), orphan);
    return this.isAwaiting;
  }

  /** Those of a worker that has connected. After the last that is waited for, the others are lost. */
  shownBy({ name, unclaimed }: Remote): readonly Asked[] {
    const shown = [...unclaimed.keys()].flatMap((flight) => {
      const orphan = this.#jobs.get(flight);
      this.#jobs.delete(flight);
      return orphan === undefined ? [] : [orphan];
    });
    if (this.#awaited.delete(name) && !this.isAwaiting) this.end();
    return shown;
  }

  /** Nobody else is waited for: what no node has shown is lost with the leader before. */
  end(): void {
    this.#awaited.clear();
    for (const { job, report } of this.#jobs.values()) report(job, { lost: "worker" });
    this.#jobs.clear();
  }
}
