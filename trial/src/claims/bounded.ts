import type { Bounds, Json, Limit, Money, Plan, RunBounds } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { compareMoney, formatDuration, formatEnergy, formatMoney, money } from "@orchlang/plan/quantities";
import type { Assumption, Resource } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Subject } from "../claim.ts";
import { fieldsOf } from "./journal.ts";
import { type Stretch, stretchesOf, wholeRun } from "./parts.ts";
import { provedRules, rootOf } from "./rules.ts";

/** An upper bound that was printed or proved, and the stretches of a run that it is of. */
export interface UpperBound {
  readonly says: string;
  readonly of: Resource;
  readonly assumes: readonly Assumption[];
  limits(run: SimulatedRun): readonly Limited[];
}

interface Limited {
  readonly limit: Quantity;
  readonly stretch: Stretch;
}

export const resources: readonly Resource[] = ["cost", "latency", "energy", "tokens"];

/** Guardrails' limits and goals' budgets that are proved; and what the plan file prints of the run and of each plan. */
export function upperBounds(subject: Subject): readonly UpperBound[] {
  return [...ofGuardrails(subject), ...ofBudgets(subject), ...printed(subject)];
}

function ofGuardrails({ file }: Subject): readonly UpperBound[] {
  const { plan } = file;
  return provedRules(plan, ["bound"]).map(({ obligation, rule }) => {
    const root = rootOf(plan, obligation) ?? plan.entry;
    const { alternatives = [] } = plan.goals[plan.entry] ?? {};
    return {
      says: `${obligation.id} is proved: ${rule.of} of ${root} is within its limit`,
      of: rule.of,
      assumes: obligation.assumes,
      limits: (run) => {
        const own = (stretch: Stretch): boolean =>
          stretch.name === root || (alternatives.includes(root) && isLast(stretch, root));
        const all = root === plan.entry ? [wholeRun(run)] : stretchesOf(run).filter(own);
        return within(all, rule.limit);
      },
    };
  });
}

/** Each plan of a goal has its own limit, less what earlier plans have used. */
function ofBudgets({ file }: Subject): readonly UpperBound[] {
  const { plan } = file;
  return plan.obligations.flatMap((obligation): UpperBound[] => {
    const { source, verdict, assumes, id } = obligation;
    if (verdict !== "proved" || !("goal" in source) || source.clause !== "budget") return [];
    const goal = plan.goals[source.goal];
    const budget = goal?.budget[source.index];
    if (goal === undefined || budget === undefined) return [];
    const root = rootOf(plan, obligation) ?? goal.alternatives[0];
    return [
      {
        says: `${id} is proved: ${budget.of} is within the goal's budget`,
        of: budget.of,
        assumes,
        limits: (run) =>
          within(
            stretchesOf(run).filter(
              (stretch) =>
                (stretch.name === goal.name || stretch.name === root) &&
                root !== undefined &&
                isLast(stretch, root),
            ),
            budget.limit,
          ),
      },
    ];
  });
}

function isLast({ plans }: Stretch, plan: string): boolean {
  return plans.at(-1) === plan;
}

function within(stretches: readonly Stretch[], limit: Parameters<typeof limitOf>[0]): readonly Limited[] {
  return stretches.flatMap((stretch) => {
    const quantity = limitOf(limit, stretch.input);
    return quantity === undefined ? [] : [{ limit: quantity, stretch }];
  });
}

/** The bounds that `orch plan` prints for a run, and for each plan it may go through. */
function printed({ file }: Subject): readonly UpperBound[] {
  const { plan } = file;
  const assumes = assumedByBounds(plan);
  return boundedIn(plan).flatMap(({ name, bounds, all }) =>
    resources.flatMap((of): UpperBound[] => {
      const worst =
        of === "latency" ? most(bounds.latency.compensated ?? bounds.latency.worst) : worstOf(bounds, of);
      if (worst === undefined) return [];
      const limits = (run: SimulatedRun) => all(run).map((stretch) => ({ limit: worst, stretch }));
      return [{ says: `the printed ${of} of ${name}`, of, assumes, limits }];
    }),
  );
}

/** The run as a whole, and each plan by itself, with the figures that are printed of it. */
export function boundedIn(plan: Plan): readonly {
  readonly name: string;
  readonly bounds: RunBounds;
  readonly all: (run: SimulatedRun) => readonly Stretch[];
}[] {
  const plans = Object.values(plan.routines).map(({ name, bounds }) => ({
    name,
    bounds,
    all: (run: SimulatedRun) => stretchesOf(run).filter((stretch) => stretch.name === name),
  }));
  return [{ name: plan.entry, bounds: plan.bounds, all: (run) => [wholeRun(run)] }, ...plans];
}

export function worstOf(bounds: Bounds, of: Resource): Quantity | undefined {
  return most(bounds[of].worst);
}

export function most(limit: Limit<Money> | Limit<number> | undefined): Quantity | undefined {
  return limit !== undefined && "value" in limit ? limit.value : undefined;
}

/** Printed bounds have the assumptions of proofs about them. */
export function assumedByBounds({ obligations, guardrails }: Plan): readonly Assumption[] {
  const proofs = obligations.filter(({ source, verdict }) => {
    if (verdict !== "proved") return false;
    if ("goal" in source) return source.clause === "budget";
    if (!("guardrail" in source)) return false;
    const rule = guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
    return rule?.kind === "bound";
  });
  return proofs[0]?.assumes ?? ["declared bounds kept", "process deaths within limit"];
}

/** An amount of some resource: money; ms; joules; a count. */
export type Quantity = Money | number;

/** A limit as it is written in a rule or a budget, over the arguments that its plan or goal has; `undefined`: not decided. */
function limitOf(limit: Expression, input: Json): Quantity | undefined {
  const given = fieldsOf(input);
  const evaluated = evaluate(limit, {
    read: ({ from, name }) => (from === "context" ? { unknown: [name] } : { value: given[name] ?? null }),
  });
  if (!("value" in evaluated)) return undefined;
  if (typeof evaluated.value === "number") return evaluated.value;
  const { amount, currency } = fieldsOf(evaluated.value);
  return typeof amount === "string" && typeof currency === "string" ? money(amount, currency) : undefined;
}

/** True if one amount is more than another; shares of what is paid by the hour are binary fractions. */
export function isMore(one: Quantity, other: Quantity): boolean {
  if (typeof one === "number" || typeof other === "number")
    return typeof one === "number" && typeof other === "number" && one > other * (1 + 1e-9);
  if (one.currency !== other.currency) return false;
  return compareMoney(one, other) > 0 && Number(one.amount) > Number(other.amount) * (1 + 1e-9);
}

export function quantityText(of: Resource, amount: Quantity): string {
  if (typeof amount !== "number") return formatMoney(amount);
  if (of === "latency") return formatDuration(amount);
  return of === "energy" ? formatEnergy(amount) : `${amount} tokens`;
}
