import type { PlanFile } from "@orchlang/plan";
import { CellMap } from "../drive/cell-map.ts";
import type { Appended, Store } from "../journal/store.ts";
import type { RunId } from "../kernel/machine.ts";
import type { Plans } from "./plans.ts";
import { keepRequest, type RunRequest } from "./request.ts";

/** What runs are asked for with, on its way into the journal. */
export class Requests {
  readonly #store: Store;
  readonly #plans: Plans;
  readonly #fresh = new CellMap<RunId, RunRequest>();

  constructor(store: Store, plans: Plans) {
    this.#store = store;
    this.#plans = plans;
  }

  /**
   * Writes it down, before control hears of it. `isFresh`: the request's id was made for it just now, so that nobody can
   * have asked for this run before.
   */
  async keep(run: RunId, file: PlanFile, request: RunRequest, isFresh = false): Promise<Appended> {
    const plan = await this.#plans.keep(file);
    const kept = plan.ok ? await keepRequest(this.#store, run, request, file) : plan;
    // As it would be read: JSON does not keep all that a number or an object may be, as a negative zero.
    if (kept.ok && isFresh) this.#fresh.set(run, JSON.parse(JSON.stringify(request)) as RunRequest);
    return kept;
  }

  /** Of a run of which the journal has nothing else. Said once: then the run is begun, or the journal is asked. */
  takeFresh(run: RunId): RunRequest | undefined {
    const request = this.#fresh.get(run);
    this.#fresh.delete(run);
    return request;
  }
}
