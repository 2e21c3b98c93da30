import type { AnalysedRoutine } from "../analysis.ts";
import { reachesPlan } from "../graph/failure-edges.ts";
import { compensationOf } from "../graph/propagation.ts";
import type { LinkedStatement } from "../tree.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";

/** For rules: the taint that decides which statements are come to that may fail, and so undo what was done before. */
export class Tried {
  readonly #routine: AnalysedRoutine;
  readonly #taints = new Map<LinkedStatement, Taint>();

  constructor(routine: AnalysedRoutine) {
    this.#routine = routine;
  }

  /** True if it was not known before. */
  add(linked: LinkedStatement, taint: Taint): boolean {
    const known = this.#taints.get(linked) ?? clean;
    const next = joinTaints(known, taint);
    this.#taints.set(linked, next);
    return next !== known;
  }

  /** Those whose failure undoes a statement, joined with what is known already. */
  compensating(linked: LinkedStatement, known: Taint): Taint {
    let all = known;
    for (const [other, taint] of this.#taints)
      if (joinTaints(all, taint) !== all && compensationOf(this.#routine, other, linked) !== undefined)
        all = joinTaints(all, taint);
    return all;
  }

  /** Those whose failure ends the plan. */
  get endingPlan(): Taint {
    return joinAll([...this.#taints].flatMap(([linked, taint]) => (reachesPlan(linked) ? [taint] : [])));
  }
}
