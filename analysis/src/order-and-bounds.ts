import { type CheckedGoal, type CheckedProgram, calleesFirst, once } from "@orchlang/checker";
import { defaultSettings } from "@orchlang/checker/load";
import type { Diagnostic } from "@orchlang/language";
import type { Money, RunBounds, Settings } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import { addMoney, compareMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { AnalysedGoal, AnalysedRoutine, Analysis } from "./analysis.ts";
import { approvingPolicies, type InForce, inForceIn, nobodyAsked } from "./approvals/in-force.ts";
import { variantsIn } from "./approvals/variants.ts";
import type { CallableBounds, DeclaredFigures } from "./bounds/context.ts";
import type { Measures } from "./bounds/figures.ts";
import type { Limit, Measure } from "./bounds/formula.ts";
import { numbers, sumLimits } from "./bounds/limit.ts";
import { quietPools } from "./bounds/quiet-pools.ts";
import { boundsOf, runBoundsOf, withFaultless } from "./bounds/run-bounds.ts";
import { choose } from "./goals/choose.ts";
import { type Exposure, exposureOf } from "./goals/exposure.ts";
import { goalEnvironment, goalSummary } from "./goals/summary.ts";
import { achievers, callingOrder, namesOf, routinesCalled } from "./order/calling.ts";
import { unreachableDiagnostics } from "./order/unreachable.ts";
import { type Approvals, analyseRoutine, knownBy, type Surroundings, type WhenAsked } from "./routine.ts";

/** Order and bounds of every plan and goal, called plans before those that call them; bounds when they are asked for. */
export function orderAndBounds(program: CheckedProgram): Analysis {
  const settings = program.settings ?? defaultSettings.plan;
  const calling = callingOrder(program);
  const diagnostics: Diagnostic[] = [...calling.diagnostics];
  const routines = new Map<string, AnalysedRoutine>();
  const goals = new Map<string, AnalysedGoal>();
  const achieving = achievers(program);
  const measures = measuresOf(settings);
  const exposures = new Map<AnalysedRoutine, Exposure>();

  const goalOf = (name: string): AnalysedGoal | undefined => {
    const analysedGoal = goals.get(name) ?? analyseGoal(name);
    if (analysedGoal !== undefined) goals.set(name, analysedGoal);
    return analysedGoal;
  };
  const analyseGoal = (name: string): AnalysedGoal | undefined => {
    const checked = program.goals.get(name);
    if (checked === undefined) return undefined;
    const ways = (achieving.get(name) ?? []).flatMap((routine) => routines.get(routine.name) ?? []);
    return boundGoal(program, checked, ways, { settings, measures, routinesOf, exposures, approvals });
  };
  const routinesOf = ({ target }: Attempt): readonly AnalysedRoutine[] => {
    if ("goal" in target) return goalOf(target.goal)?.alternatives ?? [];
    const routine = "routine" in target ? routines.get(target.routine) : undefined;
    return routine === undefined ? [] : [routine];
  };
  const callable = (name: string): CallableBounds | undefined =>
    routines.get(name)?.bounds.summary ?? goalOf(name)?.summary;
  const declared = new Map<string, DeclaredFigures>();
  const callees = (name: string): readonly string[] => {
    const tree = calling.trees.get(name);
    return tree === undefined ? [] : routinesCalled(tree, namesOf(achieving));
  };
  const quiet = quietPools({ program, trees: calling.trees, callees });
  const after = afterCallees(callees);
  const faultlessAfter = afterCallees(callees);
  const asked = new Map<string, InForce>();
  const approvals: Approvals = {
    approving: approvingPolicies(program.policies),
    inForce: (name) => asked.get(name) ?? nobodyAsked,
    callees,
    routine: (name) => routines.get(name),
    goal: goalOf,
  };

  for (const name of calling.inOrder) {
    const tree = calling.trees.get(name);
    if (tree === undefined || calling.circular.has(name)) continue;
    diagnostics.push(...unreachableDiagnostics(tree));
    asked.set(name, inForceIn([name], { program, ...approvals }));
    const whenAsked = { whenAsked: after(name), whenShown: faultlessAfter(name) };
    const surroundings = { settings, measures, declared, callable, approvals, quiet, ...whenAsked };
    const analysed = analyseRoutine(program, tree, surroundings);
    if ("diagnostics" in analysed) diagnostics.push(...analysed.diagnostics);
    else routines.set(name, analysed);
  }
  for (const name of program.goals.keys()) goalOf(name);
  return { program, settings, routines, goals, diagnostics, summaries: new Map() };
}

/**
 * Puts off what is made of a plan until it is asked for; that of all that it calls is made before, so that a long chain
 * of calls is no deep stack.
 */
function afterCallees(callees: (name: string) => readonly string[]): (name: string) => WhenAsked {
  const begun = new Set<string>();
  const makers = new Map<string, () => unknown>();
  return (name) => (make) => {
    const made = once(() => {
      for (const each of calleesFirst([name], callees, { isDone: (one) => begun.has(one) })) {
        begun.add(each);
        if (each !== name) makers.get(each)?.();
      }
      return make();
    });
    makers.set(name, made);
    return made;
  };
}

export function measuresOf(settings: Settings): Measures {
  return { cost: moneyIn(settings.currency), energy: numbers, tokens: numbers };
}

/** A goal with the best of the ways to achieve it. */
export function boundGoal(
  program: CheckedProgram,
  checked: CheckedGoal,
  ways: readonly AnalysedRoutine[],
  { settings, measures, routinesOf, exposures, approvals }: GoalSurroundings,
): AnalysedGoal {
  const candidates = inTextOrder(ways).map((routine) => ({
    routine,
    bounds: routine.bounds.bounds,
    exposure: exposureOf({ program, settings, routinesOf }, routine, exposures),
  }));
  const environment = goalEnvironment(ways[0]?.checked);
  const { alternatives, weighed } = choose(checked, candidates, { environment, measures });
  const names = alternatives.map((routine) => routine.checked.name);
  const inForce = inForceIn(names, { program, ...approvals });
  const variants = variantsIn(names, inForce, knownBy(program, measures, approvals));
  const summary = goalSummary(checked, alternatives, variants, measures);
  const boundsUntil = (last: AnalysedRoutine): RunBounds => {
    const analysedRoutines = alternatives.slice(0, alternatives.indexOf(last) + 1);
    const unlimited = { ...checked, goal: { ...checked.goal, budget: [] } };
    return inTurn(goalSummary(unlimited, analysedRoutines, variants, measures), analysedRoutines);
  };
  const unwindingOf = (analysedRoutines: readonly AnalysedRoutine[]): Limit<number> =>
    sumLimits(
      numbers,
      analysedRoutines.map((routine) => routine.bounds.bounds.latency.parts.unwinding),
    );
  const inTurn = (of: CallableBounds, analysedRoutines: readonly AnalysedRoutine[]): RunBounds => {
    const { deaths = 0, grace } = settings.limits;
    return runBoundsOf(
      { deaths, grace, measures },
      of.spending,
      of.duration,
      unwindingOf(analysedRoutines),
      of.lost,
    );
  };
  const run = once(() => inTurn(summary, alternatives));
  const bounds = {
    bounds: boundsOf(summary.spending, summary.duration, unwindingOf(alternatives)),
    run,
    shown: () => withFaultless(run(), summary.faultless()),
    undoing: summary.undoing,
  };
  return { checked, alternatives, weighed, variants, bounds, boundsUntil, summary };
}

export interface GoalSurroundings extends Pick<Surroundings, "settings" | "measures" | "approvals"> {
  /** Memoised exposures of plans that are analysed together. */
  readonly exposures?: Map<AnalysedRoutine, Exposure>;
  /** The plans that a call may run. */
  routinesOf(attempt: Attempt): readonly AnalysedRoutine[];
}

/**
 * The order in which the plans are written, whatever else the compiler was given, because it breaks ties between plans.
 */
function inTextOrder(routines: readonly AnalysedRoutine[]): readonly AnalysedRoutine[] {
  return routines.toSorted(({ checked: { origin: a } }, { checked: { origin: b } }) =>
    a.module === b.module ? 0 : a.module < b.module ? -1 : 1,
  );
}

/** Amounts of one currency. */
function moneyIn(currency: string): Measure<Money> {
  const most: Money = { amount: `1${"0".repeat(mostDigits)}`, currency };
  return {
    most,
    zero: zeroMoney(currency),
    exact: true,
    formulas: {
      add: "money.add",
      times: "money.times",
      most: "money.max",
      least: "money.min",
      // An amount is all plain values, which its interface can't say.
      constant: ({ amount, currency: of }) => ({ op: "constant", value: { amount, currency: of } }),
    },
    add: (left, right) => (isZero(left) ? right : isZero(right) ? left : atMost(most, addMoney(left, right))),
    times: (value, count) =>
      digitsOf(value) + Math.log10(Math.max(1, count)) > mostDigits
        ? most
        : atMost(most, timesMoney(value, count)),
    compare: compareMoney,
  };
}

/** Below what an amount may have, so that two of them can always be added. */
const mostDigits = 36;

/** Before the point. */
function digitsOf({ amount }: Money): number {
  const point = amount.indexOf(".");
  return point === -1 ? amount.length : point;
}

function atMost(most: Money, value: Money): Money {
  return digitsOf(value) > mostDigits ? most : value;
}

function isZero({ amount }: Money): boolean {
  return amount === "0";
}
