import { formatDuration, formatMoney, type Plan } from "@orchlang/plan";
import { spentOf } from "../../../kernel/run/view.ts";
import type { Trial } from "../case.ts";
import type { Violation } from "../violation.ts";

/** No run uses more than its plan file says. Doubt, crashes and the operator's word lie outside of it (rule 42). */
export function bounds(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const { plan } = run.file;
  const found: Violation[] = [];
  const exceeds = (what: "cost" | "latency" | "energy" | "tokens", says: string): void => {
    found.push({
      property: "bound",
      about: what,
      says: `It uses more ${what === "latency" ? "time" : what} than the plan file says: ${says}`,
      expect: withinBound(plan, what),
    });
  };
  const { cost, energy, tokens } = spentOf(run.state);
  const [spent] = cost;
  const worst = plan.bounds.cost.worst;
  if (hasCrash(trial)) return [];
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
  const { worst: slowest } = plan.bounds.latency;
  // What a trigger starts begins when it does.
  const took = run.ended - (run.events[0]?.at ?? run.started);
  // How long is waited for what may still be under way, before it is taken back, is part of the doubt.
  const waits = run.events.some(({ t }) => t === "Aborted");
  if (
    !waits &&
    "value" in slowest &&
    run.state.closed?.outcome.status === "completed" &&
    took > slowest.value
  )
    exceeds("latency", `${formatDuration(took)} instead of ${formatDuration(slowest.value)}`);
  return found;
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

function hasCrash({ one, run }: Trial): boolean {
  if ([...one.faults.values()].some((kind) => kind.startsWith("crash") || kind.startsWith("loses")))
    return true;
  if (isLearnt(run.events)) return true;
  return run.events.some(({ t }) => t === "Doubted" || t === "Lost" || t === "Ordered" || t === "Overran");
}

/** Whether something was called once more to learn what had come of it (rule 27): that is a redispatch, too. */
function isLearnt(events: Trial["run"]["events"]): boolean {
  const unknown = new Set<string>();
  return events.some((event) => {
    if (event.t === "Settled" && event.standing === "maybe" && event.key !== undefined)
      unknown.add(event.key);
    if (event.t === "Aborted" && event.why === "cancelled") unknown.add(event.key);
    return event.t === "Began" && unknown.has(event.intent.key);
  });
}
