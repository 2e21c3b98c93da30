import type { JobResult } from "../world/world.ts";

type Ended = Extract<JobResult, { readonly outcome: unknown }>;

/** Reports for jobs that were asked to stop and gave no result of their own. */

export const neverBegun: Ended = stopped("It was stopped before it had begun.", "not_reached");

export const threadEnded: Ended = stopped(
  "It did not stop when it was asked to, so its thread was ended.",
  "unknown",
);

export const leftAlone: Ended = stopped(
  "It did not stop when it was asked to; what it still does is not waited for.",
  "unknown",
);

function stopped(message: string, reach: "not_reached" | "unknown"): Ended {
  return { outcome: { failure: { class: "timeout", name: "timeout", message }, reach }, spent: {} };
}

/**
 * Asks an attempt to stop. Its signal is made when a handler first wants it: most never do, and one costs as much as a
 * small handler.
 */
export class Stop {
  #controller: AbortController | undefined;
  /** True once it was asked to stop. */
  asked = false;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.asked) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  ask(): void {
    this.asked = true;
    this.#controller?.abort();
  }
}
