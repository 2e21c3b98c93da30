import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";

import type { Trial } from "../case.ts";
import { completed, type Violation } from "../violation.ts";

type Settled = Extract<RunEvent, { t: "Settled" }>;

/**
 * A step that its own rules reject, though nothing failed, or only because something failed: the plan is not written to
 * keep them. Rejections that depend on data alone (`never … when`, a policy) are intended.
 */
export function refused(trial: Trial): readonly Violation[] {
  const { calm } = trial;
  const found = refusalsIn(trial);
  if (found.length === 0) return [];
  const before = calm === undefined ? [] : refusalsIn(calm);
  // After a crash, a repeated dispatch counts with its worst case, which no bound includes (semantics, rules 37 and
  // 42).
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
