import { spentOf } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import type { Trial } from "../case.ts";
import type { Violation } from "../violation.ts";

/**
 * No run uses more than its plan file says. Doubt, more deaths of a process than that covers, workers that die and the
 * operator's word lie outside of it (rule 42).
 */
export function bounds(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const { plan } = run.file;
  const violations: Violation[] = [];
  const exceeds = (what: "cost" | "latency" | "energy" | "tokens", says: string): void => {
    violations.push({
      property: "bound",
      about: what,
      says: `It uses more ${what === "latency" ? "time" : what} than the plan file says: ${says}`,
      expect: withinBound(plan, what),
    });
  };
  const { cost, energy, tokens } = spentOf(run.state);
  const [spent] = cost;
  const worst = plan.bounds.cost.worst;
  if (liesOutside(trial)) return [];
  if (spent !== undefined && "value" in worst && spent.currency === worst.value.currency) {
    if (isMore(Number(spent.amount), Number(worst.value.amount)))
      exceeds("cost", `${formatMoney(spent)} instead of ${formatMoney(worst.value)}`);
  }
  for (const [what, used] of [
    ["energy", energy],
    ["tokens", tokens],
  ] as const) {
    const limit = plan.bounds[what].worst;
    if ("value" in limit && isMore(used, limit.value)) exceeds(what, `${used} instead of ${limit.value}`);
  }
  const { latency } = plan.bounds;
  const isCompleted = run.state.closed?.outcome.status === "completed";
  const slowest = isCompleted ? latency.worst : (latency.compensated ?? latency.worst);
  // A trigger's run begins when the trigger fires.
  const took = run.ended - (run.events[0]?.at ?? run.started);
  // How long is waited for what may still be under way, before it is undone, is part of the doubt.
  const waits = run.events.some(({ t }) => t === "Aborted");
  const isKnown = isCompleted || (run.state.closed !== undefined && latency.compensated !== undefined);
  if (!waits && isKnown && "value" in slowest && took > slowest.value)
    exceeds("latency", `${formatDuration(took)} instead of ${formatDuration(slowest.value)}`);
  return violations;
}

/** Shares of what is paid by the hour are binary fractions: a billionth is nothing. */
function isMore(used: number, limit: number): boolean {
  return used > limit * (1 + 1e-9);
}

function withinBound(plan: Plan, what: "cost" | "latency" | "energy" | "tokens"): Violation["expect"] {
  const limit = plan.bounds[what].worst;
  const value = "value" in limit ? (limit.value as never) : null;
  if (what === "latency") return { kind: "expect", expects: "within", duration: { op: "constant", value } };
  return {
    kind: "expect",
    expects: "condition",
    condition: {
      op: "call",
      fn: what === "cost" ? "money.lessOrEqual" : "number.lessOrEqual",
      args: [
        { op: "read", from: "local", name: what },
        { op: "constant", value },
      ],
    },
  };
}

function liesOutside({ one, run }: Trial): boolean {
  const { deaths = 0 } = run.file.plan.settings.limits;
  const kinds = [...one.faults.values()];
  if (kinds.filter((kind) => kind.startsWith("crash")).length > deaths) return true;
  if (kinds.some((kind) => kind.startsWith("loses"))) return true;
  return run.events.some(
    (event) =>
      event.t === "Doubted" ||
      event.t === "Ordered" ||
      event.t === "Overran" ||
      (event.t === "Lost" && (event.why === "worker" || deaths === 0)),
  );
}
