import { type Budget, budgetsOf, costIn, moneyOf, ofWorst, plus, runBudgets } from "@orchlang/kernel/budgets";
import { spentOf } from "@orchlang/kernel/run";
import type { Json, Routine } from "@orchlang/plan";
import { compareMoney, formatDuration, formatEnergy, formatMoney } from "@orchlang/plan/quantities";
import type { Resource } from "@orchlang/plan/rules";

import { atOnce, type FaultKind, type Trial } from "../case.ts";
import { completed, short, type Violation } from "../violation.ts";

/** A goal's next plan is there for when the one before it fails; not if that has spent what it would need. */
export function passedOver(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const { plan } = run.file;
  if (run.state.closed?.outcome.status !== "failed") return [];
  const alternatives = plan.goals[plan.entry]?.alternatives ?? [];
  let chosen = -1;
  let at = run.started;
  for (const event of run.events) {
    // No budget counts repeated dispatches (semantics, rule 42).
    if (event.t === "Lost" || event.t === "Doubted" || event.t === "Ordered") return [];
    if (event.t === "Chose" && event.call === undefined) chosen = event.plan;
    if (event.t === "Unwinding" && !("node" in event.region) && event.region.routine === alternatives[chosen])
      at = event.at;
  }
  const [before, next] = [alternatives[chosen], alternatives[chosen + 1]].map(
    (name) => plan.routines[name ?? ""],
  );
  if (before === undefined || next === undefined) return [];
  return [...budgetsOf(plan, next), ...runBudgets(plan)].flatMap((budget) => {
    const why = tooMuch(spentOf(run.state), next, budget) ?? tooLong(trial, at, next, budget);
    if (why === undefined) return [];
    const says = `${short(before.name)} fails, and ${short(next.name)} is not tried: ${why}`;
    return [{ property: "refused" as const, about: `${next.name} next`, says, expect: completed }];
  });
}

/** It could be done, but not any more. */
function tooMuch(
  spent: ReturnType<typeof spentOf>,
  { bounds: { cost, energy, tokens } }: Routine,
  { of, limit, name }: Budget,
): string | undefined {
  if (of === "latency" || limit.op !== "constant") return undefined;
  const best = ofWorst({ cost: cost.best, energy: energy.best, tokens: tokens.best });
  const [alone, after] = [best, plus(best, spent)].map((used) => exceeds(used, of, limit.value));
  if (alone !== undefined || after === undefined) return undefined;
  return `with what was used before ${of} comes to ${after}, and ${short(name)} allows ${shown(of, limit.value)}.`;
}

function tooLong(
  { one, run }: Trial,
  at: number,
  { bounds: { latency } }: Routine,
  { of, limit, name }: Budget,
): string | undefined {
  if (of !== "latency" || limit.op !== "constant" || typeof limit.value !== "number") return undefined;
  const areFailures = [...one.faults.values()].map(atOnce).every(isFailure);
  const left = run.started + limit.value - at;
  if (!areFailures || latency.best > limit.value || left <= 0 || latency.best <= left) return undefined;
  return `it takes ${formatDuration(latency.best)} at least, and of what ${short(name)} allows ${formatDuration(left)} are left.`;
}

/** Not what nobody has heard of yet, or what died: that no budget counts. */
function isFailure(kind: FaultKind): boolean {
  return kind.startsWith("fails ") || kind === "times out";
}

function exceeds(
  used: ReturnType<typeof ofWorst>,
  of: Exclude<Resource, "latency">,
  limit: Json,
): string | undefined {
  if (of !== "cost")
    return typeof limit === "number" && used[of] > limit * (1 + 1e-9) ? shown(of, used[of]) : undefined;
  const money = moneyOf(limit);
  const cost = money === undefined ? undefined : costIn(money.currency, used);
  if (money === undefined || cost === undefined || compareMoney(cost, money) <= 0) return undefined;
  return formatMoney(cost);
}

function shown(of: Resource, amount: Json): string {
  const money = moneyOf(amount);
  if (money !== undefined) return formatMoney(money);
  return of === "energy" ? formatEnergy(Number(amount)) : `${amount} ${of}`;
}
