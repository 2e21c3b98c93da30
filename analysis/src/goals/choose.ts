import type { CheckedGoal } from "@orchlang/checker";
import type { Money, Weighed } from "@orchlang/plan";
import { compareMoney, formatDuration, formatEnergy, formatMoney } from "@orchlang/plan/quantities";
import type { Resource } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import { callingAt, declaredSpending } from "../bounds/attempt.ts";
import type { Measures, Spending } from "../bounds/figures.ts";
import type { Measure } from "../bounds/formula.ts";
import { least } from "../bounds/limit.ts";
import { decidedMoney, decidedNumber } from "../bounds/quantity.ts";
import type { Environment } from "../interval/environment.ts";
import { endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { byStrategy, type Candidate } from "./strategy.ts";

interface Choice {
  /** Best first. */
  readonly alternatives: readonly AnalysedRoutine[];
  /** Those, then the plans that are not tried. */
  readonly weighed: readonly Weighed[];
}

/** The known values of a goal's parameters, for computing its limits. */
interface Computation {
  readonly environment: Environment;
  readonly measures: Measures;
}

/**
 * The plans of a goal that are tried, in order. One that can't keep the budget however well it goes is left out where
 * another is there; so is what comes after as many as the goal has tried.
 */
export function choose(
  { goal, most }: Pick<CheckedGoal, "goal" | "most">,
  candidates: readonly (Candidate & { readonly routine: AnalysedRoutine })[],
  computation: Computation,
): Choice {
  const judged = candidates.map((candidate) => ({
    candidate,
    tooMuch: exceeded(goal, candidate.routine, computation),
  }));
  const fitting = judged.filter(({ tooMuch }) => tooMuch === undefined);
  const inOrder = byStrategy(
    goal.optimize,
    (fitting.length > 0 ? fitting : judged).map(({ candidate }) => candidate),
  );
  const name = (routine: AnalysedRoutine): string => routine.checked.name;
  const results = inOrder.slice(0, most);
  const rest = inOrder.slice(most);
  const infeasible = fitting.length > 0 ? judged.filter(({ tooMuch }) => tooMuch !== undefined) : [];
  return {
    alternatives: results.map(({ candidate }) => candidate.routine),
    weighed: [
      ...results.map(({ candidate, because }) => ({ plan: name(candidate.routine), tried: true, because })),
      ...rest.map(({ candidate, because }) => ({
        plan: name(candidate.routine),
        tried: false,
        because: `${because}: no more than ${most} ${most === 1 ? "is" : "are"} tried`,
      })),
      ...infeasible.map(({ candidate, tooMuch = "" }) => ({
        plan: name(candidate.routine),
        tried: false,
        because: tooMuch,
      })),
    ],
  };
}

/** The resource of which a plan needs more than its goal allows, even in the best case. */
function exceeded(
  goal: CheckedGoal["goal"],
  routine: AnalysedRoutine,
  { environment, measures }: Computation,
): string | undefined {
  for (const { of, limit } of goal.budget) {
    if (of === "cost") {
      const allowed = decidedMoney(limit, environment, measures.cost.zero.currency)?.most;
      const needed = neededByOneCall(routine, of, measures.cost);
      if (allowed === undefined || needed === undefined || compareMoney(needed, allowed) <= 0) continue;
      return needs(of, formatMoney(needed), formatMoney(allowed));
    }
    const allowed = decidedNumber(limit, environment)?.most;
    const needed =
      of === "latency" ? routine.bounds.bounds.latency.best : neededByOneCall(routine, of, measures[of]);
    if (allowed === undefined || needed === undefined || needed <= allowed) continue;
    return needs(of, texts[of](needed), texts[of](allowed));
  }
  return undefined;
}

function needs(of: Resource, needed: string, allowed: string): string {
  return of === "latency"
    ? `takes ${needed} at best, and may take ${allowed}`
    : `needs a call that may use ${needed} of ${of}, and may use ${allowed} in all`;
}

const texts: Readonly<Record<Exclude<Resource, "cost">, (value: number) => string>> = {
  latency: formatDuration,
  energy: formatEnergy,
  tokens: (count) => `${count} tokens`,
};

type Spent = Exclude<Resource, "latency">;

/**
 * The most that a call may use which a plan can't do without in any run that completes: where that is above a limit, the
 * call never begins (semantics, rule 14). `undefined`: the plan never completes.
 */
function neededByOneCall<T extends Money | number>(
  routine: AnalysedRoutine,
  resource: Spent,
  measure: Measure<T>,
): T | undefined {
  const own = (linked: LinkedStatement): T => ofCall(routine, linked, resource, measure);
  const work = along(measure, routine.tree.root, own, measure.zero);
  const last = routine.tree.finally;
  if (work === undefined || last === undefined) return work;
  return along(measure, last, own, work) ?? work;
}

/** For a step that has to be done; its callee may find other ways. */
function ofCall<T extends Money | number>(
  { context }: AnalysedRoutine,
  linked: LinkedStatement,
  resource: Spent,
  measure: Measure<T>,
): T {
  const { node } = linked.statement;
  if (node.kind !== "call" || node.optional === true || node.rescues.length > 0) return measure.zero;
  const calling = callingAt(context, linked, node.attempt);
  if (calling === undefined || node.attempt.options.cache !== undefined) return measure.zero;
  const spending: Spending = declaredSpending(context, linked, calling);
  return spending[resource].best as T;
}

/** @param after what is needed below the block where nothing in it has ended the plan. */
function along<T>(
  measure: Measure<T>,
  block: LinkedBlock,
  own: (linked: LinkedStatement) => T,
  after: T | undefined,
): T | undefined {
  let rest: T | undefined = endsDirectly(block) ? measure.zero : after;
  for (const linked of block.statements.toReversed()) {
    if (linked.statement.node.kind === "fail") return undefined;
    if (!isChoice(linked)) {
      if (rest === undefined) continue;
      const needed = own(linked);
      if (measure.compare(needed, rest) > 0) rest = needed;
      continue;
    }
    const below: T | undefined = rest;
    const sides = linked.blocks.map((side) => along(measure, side, own, below));
    const ways = hasAllSides(linked) ? sides : [...sides, below];
    const open = ways.filter((way) => way !== undefined);
    rest = open.length === 0 ? undefined : least(measure, open);
  }
  return rest;
}
