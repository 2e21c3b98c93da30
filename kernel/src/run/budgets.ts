import type { Goal, Plan, Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Resource, Severity } from "@orchlang/plan/rules";
import type { Instant } from "../machine.ts";
import type { Frame } from "./frame-state.ts";
import { ruleName } from "./rules.ts";
import { valueAt } from "./scope.ts";
import type { View } from "./state.ts";

/** An upper bound on what may be used, and what the reader knows it by. */
export interface Budget {
  readonly name: string;
  readonly of: Resource;
  readonly limit: Expression;
}

const ofRuns = new WeakMap<Plan, readonly Budget[]>();

/**
 * The budgets that guardrails set for a whole run. Guardrails that don't block only report, at the steps that check
 * them.
 */
export function runBudgets(plan: Plan): readonly Budget[] {
  let budgets = ofRuns.get(plan);
  if (budgets === undefined) {
    budgets = plan.guardrails
      .filter(({ severity }) => blocks(severity))
      .flatMap((guardrail) =>
        guardrail.rules.flatMap((rule, index) => {
          const name = ruleName(guardrail, index, guardrail.rules);
          return rule.kind === "bound" ? [{ name, of: rule.of, limit: rule.limit }] : [];
        }),
      );
    ofRuns.set(plan, budgets);
  }
  return budgets;
}

const ofGoals = new WeakMap<Goal, readonly Budget[]>();
const none: readonly Budget[] = [];

/** The budgets of the goal that a routine achieves. */
export function budgetsOf(plan: Plan, routine: Routine): readonly Budget[] {
  const goal = routine.achieves === undefined ? undefined : plan.goals[routine.achieves];
  if (goal === undefined) return none;
  let budgets = ofGoals.get(goal);
  if (budgets === undefined) {
    budgets = goal.budget.map(({ of, limit }) => ({ name: goal.name, of, limit }));
    ofGoals.set(goal, budgets);
  }
  return budgets;
}

export function blocks(severity: Severity): boolean {
  return severity === "blocking";
}

/**
 * When the forward work of a frame has to be over: the least of what its goal and, for a run, its guardrails say.
 *
 * @param since when it was called, or the goal that it achieves.
 */
export function deadlineOf(
  state: View & { readonly plan: Plan },
  frame: Frame,
  since: Instant,
): Instant | undefined {
  const budgets = [
    ...budgetsOf(state.plan, frame.template.routine),
    ...(frame.parent === undefined ? runBudgets(state.plan) : []),
  ];
  const from = frame.parent === undefined ? (state.start?.at ?? frame.began) : since;
  let least: Instant | undefined;
  for (const { of, limit } of budgets) {
    if (of !== "latency") continue;
    const evaluated = valueAt(state, { frame }, limit);
    if (!("value" in evaluated) || typeof evaluated.value !== "number") continue;
    least = Math.min(least ?? Number.POSITIVE_INFINITY, from + evaluated.value);
  }
  return least;
}
