import type { RunId } from "@orchlang/kernel";
import type { PlanFile } from "@orchlang/plan";
import { CellMap } from "../drive/cell-map.ts";
import type { Appended, Document, Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import type { Plans } from "./plans.ts";
import { type RunRequest, requestDocument } from "./request.ts";

/** `left`: to be written with the event by which control hears of it. */
type Kept = { readonly ok: true; readonly left: readonly Document[] } | Exclude<Appended, { ok: true }>;

/** Requests of runs, on their way into the journal. */
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
   * have asked for this run before; then it may be left for the transaction in which control hears of it.
   */
  async keep(run: RunId, file: PlanFile, request: RunRequest, isFresh = false): Promise<Kept> {
    const plan = await this.#plans.keep(file);
    if (!plan.ok) return plan;
    const document = requestDocument(this.#store, run, request, file);
    const isLeft = isFresh && document.text.length <= limits.documentAlongCharsMax;
    const kept: Appended = isLeft ? { ok: true } : await this.#store.put(document.id, document.text);
    if (!kept.ok) return kept;
    // As it would be read: JSON does not keep all that a number or an object may be, as a negative zero.
    if (isFresh) this.#fresh.set(run, JSON.parse(JSON.stringify(request)) as RunRequest);
    return { ok: true, left: isLeft ? [document] : [] };
  }

  /**
   * The request of a run that has no events in the journal yet. Returned once: after that the run has begun, or the
   * journal is read.
   */
  takeFresh(run: RunId): RunRequest | undefined {
    const request = this.#fresh.get(run);
    this.#fresh.delete(run);
    return request;
  }
}
