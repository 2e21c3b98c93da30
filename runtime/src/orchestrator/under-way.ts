import type { RunId } from "@orchlang/kernel";

/** A dispatch's identity. */
interface Flight {
  readonly key: string;
  readonly attempt: number;
  readonly dispatch: number;
}

type Lost = Flight & { readonly t: "Lost"; readonly why: "process" };

/**
 * The activities of each run in this process: dispatches whose end is not durable yet, and messages that control has
 * yet to accept. A run at rest has none.
 */
export class UnderWay {
  readonly #given = new Map<RunId, Set<string>>();
  readonly #talks = new Map<RunId, number>();
  readonly #ended: (run: RunId) => void;

  /** `ended`: called whenever an activity of a run ends. */
  constructor(ended: (run: RunId) => void) {
    this.#ended = ended;
  }

  anythingOf(run: RunId): boolean {
    return (this.#given.get(run)?.size ?? 0) > 0 || (this.#talks.get(run) ?? 0) > 0;
  }

  /** True if the workers were given it. Nobody may then take it for one that was never made. */
  has(run: RunId, flight: Flight): boolean {
    return this.#given.get(run)?.has(nameOf(flight)) === true;
  }

  give(run: RunId, flight: Flight): void {
    const given = this.#given.get(run) ?? new Set();
    this.#given.set(run, given.add(nameOf(flight)));
  }

  /** It is out until `heard`: until its end is durable. */
  endsWith(run: RunId, flight: Flight, heard: Promise<unknown>): void {
    // With no promise of its own, since each step comes here.
    void heard.then(() => {
      const given = this.#given.get(run);
      if (given?.delete(nameOf(flight)) === true && given.size === 0) this.#given.delete(run);
      this.#ended(run);
    });
  }

  /**
   * Reports the dispatches of a dead process. Until a report is durable the dispatch counts as in progress, so that a
   * reader of the journal does not take it for one that was never made.
   */
  died(run: RunId, dead: readonly Flight[], tell: (lost: Lost) => Promise<unknown>): void {
    for (const { key, attempt, dispatch } of dead) {
      const flight = { key, attempt, dispatch };
      this.give(run, flight);
      this.endsWith(run, flight, tell({ t: "Lost", ...flight, why: "process" }));
    }
  }

  async talkUntil(run: RunId, taken: Promise<unknown>): Promise<void> {
    this.#talks.set(run, (this.#talks.get(run) ?? 0) + 1);
    await taken;
    const left = (this.#talks.get(run) ?? 1) - 1;
    if (left > 0) this.#talks.set(run, left);
    else this.#talks.delete(run);
    this.#ended(run);
  }

  forget(run: RunId): void {
    this.#given.delete(run);
  }
}

/** Most are of a first try, and have the key for a name: one text less to be made and hashed. */
function nameOf({ key, attempt, dispatch }: Flight): string {
  return attempt === 1 && dispatch === 1 ? key : `${key}/${attempt}/${dispatch}`;
}
