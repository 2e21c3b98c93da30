import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";

import type { Trial } from "../case.ts";
import { completed, type Violation } from "../violation.ts";

type Settled = Extract<RunEvent, { t: "Settled" }>;

/**
 * A step that its own rules refuse, though nothing went wrong, or only because something did: the plan is not made to
 * keep them. What data alone decides (`never … when`, a policy) is meant to refuse.
 */
export function refused(trial: Trial): readonly Violation[] {
  const { calm } = trial;
  const found = refusalsIn(trial);
  if (found.length === 0) return [];
  const before = calm === undefined ? [] : refusalsIn(calm);
  // What is sent again after a crash is reckoned at its worst, and no bound counts it (semantics, rules 37 and 42).
  const isSentAgain = trial.run.events.some(({ t }) => t === "Lost" || t === "Doubted");
  return found
    .filter(({ failure }) => failure?.class !== "budget" || !isSentAgain)
    .filter(({ call }) => !before.some((one) => one.call.node === call.node))
    .map((event) => ({
      property: "refused",
      about: `${event.call.routine}/${event.call.node}`,
      says: `${stepName(event.call)} is refused: ${event.failure?.message ?? ""}`,
      expect: completed,
    }));
}

function refusalsIn({ run }: Trial): readonly Settled[] {
  const { plan } = run.file;
  if (run.state.closed?.outcome.status === "completed") return [];
  return run.events.filter((event): event is Settled => event.t === "Settled" && isRefusal(plan, event));
}

function isRefusal(plan: Plan, event: Settled): boolean {
  const { failure } = event;
  if (failure?.class === "budget") return true;
  if (failure?.class !== "denied") return false;
  return (event.checks ?? []).some(({ check: id, holds, because }) => {
    const check = plan.checks[id];
    if (holds === true || because === undefined || check?.kind !== "guardrail") return false;
    const rule = plan.guardrails.find(({ name }) => name === check.guardrail)?.rules[check.rule];
    return rule !== undefined && !(rule.kind === "never" && rule.when !== undefined);
  });
}
