import type { PlanFile, PlanId } from "@orchlang/plan";
import { CellMap } from "../drive/cell-map.ts";
import type { Appended, Documents } from "../journal/store.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { keepPlan, keptPlan } from "./request.ts";

/**
 * Plan files that are known to be in the journal: they are large, and most runs share few. A program that makes a plan for
 * each of its tasks has any number of them: of those that no trigger starts, only the ones that were used last are here.
 */
export class Plans {
  readonly #documents: Documents;
  /** In the order of their last use. */
  readonly #known = new CellMap<PlanId, PlanFile>();
  readonly #pinned = new Map<PlanId, PlanFile>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async keep(file: PlanFile): Promise<Appended> {
    if (this.#used(file.id) !== undefined) return { ok: true };
    const kept = await keepPlan(this.#documents, file);
    if (kept.ok) this.#use(file);
    return kept;
  }

  /** Those that triggers start, in the place of any before. They are kept, and stay known. */
  pin(files: readonly PlanFile[]): void {
    this.#pinned.clear();
    for (const file of files) this.#pinned.set(file.id, file);
  }

  /** Without a look into the journal. */
  known(id: PlanId): PlanFile | undefined {
    return this.#pinned.get(id) ?? this.#known.get(id);
  }

  async get(id: PlanId): Promise<PlanFile | Refusal> {
    const used = this.#used(id);
    if (used !== undefined) return used;
    const kept = await keptPlan(this.#documents, id);
    if (!("refused" in kept)) this.#use(kept);
    return kept;
  }

  #used(id: PlanId): PlanFile | undefined {
    const pinned = this.#pinned.get(id);
    if (pinned !== undefined) return pinned;
    const file = this.#known.get(id);
    if (file !== undefined) this.#use(file);
    return file;
  }

  #use(file: PlanFile): void {
    this.#known.set(file.id, file);
    this.#known.moveToEnd(file.id);
    if (this.#known.size <= limits.plansKnownMax) return;
    const [oldest] = this.#known.values();
    if (oldest !== undefined) this.#known.delete(oldest.id);
  }
}
