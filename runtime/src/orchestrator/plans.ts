import type { PlanFile, PlanId } from "@orchlang/plan";
import type { Appended, Documents } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-api.ts";
import { keepPlan, keptPlan } from "./request.ts";

/** Plan files that are known to be in the journal: they are large, and most runs share few. */
export class Plans {
  readonly #documents: Documents;
  readonly #known = new Map<PlanId, PlanFile>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async keep(file: PlanFile): Promise<Appended> {
    if (this.#known.has(file.id)) return { ok: true };
    const kept = await keepPlan(this.#documents, file);
    if (kept.ok) this.#known.set(file.id, file);
    return kept;
  }

  /** Without a look into the journal. */
  known(id: PlanId): PlanFile | undefined {
    return this.#known.get(id);
  }

  async get(id: PlanId): Promise<PlanFile | Refusal> {
    const known = this.#known.get(id) ?? (await keptPlan(this.#documents, id));
    if (!("refused" in known)) this.#known.set(id, known);
    return known;
  }
}
