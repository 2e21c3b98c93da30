import { type Orchestrator, stepName } from "@orchlang/runtime";

/** The reasons why something needs a person. */
export const reasons = ["doubt", "undo", "obligation", "overdue", "held"] as const;
type Reason = (typeof reasons)[number];

/** One thing that goes on only after a person has acted. */
interface Attention {
  readonly run: string;
  readonly step: string;
  /**
   * `doubt`: it is unknown what became of a call. `undo`: a compensation failed. `obligation`: something is owed. `overdue`: a
   * question was not answered in time. `held`: a policy holds a step until somebody approves.
   */
  readonly about: Reason;
  /** When it was due, for `overdue`. */
  readonly due?: number;
}

/** Everything that needs attention now. */
export function attentionNow(orchestrator: Orchestrator, now: number): readonly Attention[] {
  const operator = orchestrator
    .around()
    .attention.flatMap(({ run, needs }) => needs.map(({ step, about }) => ({ run, step, about })));
  const people = orchestrator.questions().flatMap(({ run, call, approval, due }): Attention[] => {
    const step = stepName(call);
    if (due !== undefined && due < now) return [{ run, step, about: "overdue", due }];
    return approval ? [{ run, step, about: "held" }] : [];
  });
  return [...operator, ...people];
}
