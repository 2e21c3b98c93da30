import type { AnalysedRoutine } from "../analysis.ts";
import { reachesPlan } from "../graph/failure-edges.ts";
import { compensationOf } from "../graph/propagation.ts";
import type { Located } from "../tree.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";

/** For rules: the taint that decides which statements are come to that may fail, and so undo what was done before. */
export class Tried {
  readonly #routine: AnalysedRoutine;
  readonly #taints = new Map<Located, Taint>();

  constructor(routine: AnalysedRoutine) {
    this.#routine = routine;
  }

  /** True if it was not known before. */
  add(located: Located, taint: Taint): boolean {
    const known = this.#taints.get(located) ?? clean;
    const next = joinTaints(known, taint);
    this.#taints.set(located, next);
    return next !== known;
  }

  /** Those whose failure undoes a statement, joined with what is known already. */
  compensating(located: Located, known: Taint): Taint {
    let all = known;
    for (const [other, taint] of this.#taints)
      if (joinTaints(all, taint) !== all && compensationOf(this.#routine, other, located) !== undefined)
        all = joinTaints(all, taint);
    return all;
  }

  /** Those whose failure ends the plan. */
  get endingPlan(): Taint {
    return joinAll([...this.#taints].flatMap(([located, taint]) => (reachesPlan(located) ? [taint] : [])));
  }
}
