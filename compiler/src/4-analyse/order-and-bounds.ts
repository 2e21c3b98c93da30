import type { Diagnostic } from "@orchlang/language";
import type { Attempt, Settings } from "@orchlang/plan";
import { defaultSettings } from "../1-load/settings.ts";
import type { CheckedGoal, CheckedProgram, CheckedRoutine } from "../3-check/checked.ts";
import type { AnalysedGoal, AnalysedRoutine, Analysis } from "./analysis.ts";
import {
  type ApprovalSource,
  type InForce,
  inForceAt,
  inForceIn,
  nobodyAsked,
} from "./approvals/in-force.ts";
import { approvingPolicies } from "./approvals/policies.ts";
import {
  callableAmong,
  type Known,
  mayFailLate,
  noVariants,
  type Variants,
  variantsIn,
} from "./approvals/variants.ts";
import type { BoundsContext, CallableBounds } from "./bounds/context.ts";
import type { DeclaredFigures } from "./bounds/declared.ts";
import type { Measures } from "./bounds/figures.ts";
import { goalBounds } from "./bounds/goal.ts";
import { numbers, sumLimits } from "./bounds/limit.ts";
import { moneyIn } from "./bounds/money.ts";
import { numberOf } from "./bounds/quantity.ts";
import { type Quiet, quietPools } from "./bounds/quiet-pools.ts";
import { boundsOf, routineBounds } from "./bounds/routine.ts";
import { choose } from "./goals/choose.ts";
import { type Exposure, exposureOf } from "./goals/exposure.ts";
import { unknown } from "./interval/abstract.ts";
import type { Knowledge } from "./interval/knowledge.ts";
import { abstractOfType } from "./interval/of-type.ts";
import { overInputs } from "./interval/over-inputs.ts";
import { routineKnowledge } from "./interval/routine.ts";
import { achievers, callingOrder, namesOf, routinesCalled } from "./order/calling.ts";
import { cycleDiagnostics } from "./order/cycle.ts";
import { needsOf } from "./order/needs.ts";
import { precedenceOf } from "./order/precedence.ts";
import { unreachableDiagnostics } from "./order/unreachable.ts";
import type { Located, RoutineTree } from "./tree.ts";

/** Order and bounds of every plan and goal: what called plans use is known before those that call them. */
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
    const found = goals.get(name) ?? analyseGoal(name);
    if (found !== undefined) goals.set(name, found);
    return found;
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
    const surroundings = { settings, measures, declared, callable, approvals, quiet };
    const analysed = analyseRoutine(program, tree, surroundings);
    if ("diagnostics" in analysed) diagnostics.push(...analysed.diagnostics);
    else routines.set(name, analysed);
  }
  for (const name of program.goals.keys()) goalOf(name);
  return { program, settings, routines, goals, diagnostics, summaries: new Map() };
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
  const knowledge = goalKnowledge(ways[0]?.checked);
  const { alternatives, weighed } = choose(checked.goal, candidates, { knowledge, measures });
  const names = alternatives.map((routine) => routine.checked.name);
  const inForce = inForceIn(names, { program, ...approvals });
  const variants = variantsIn(names, inForce, knownBy(program, measures, approvals));
  const summary = goalSummary(checked, alternatives, variants, measures);
  const unwinding = sumLimits(
    numbers,
    alternatives.map(({ bounds }) => bounds.bounds.latency.parts.unwinding),
  );
  const bounds = boundsOf(summary.spending, summary.duration, unwinding);
  return { checked, alternatives, weighed, variants, bounds: { bounds, undoing: summary.undoing }, summary };
}

/** Of a goal whose plans are, some of them, as they are in another run. */
function goalSummary(
  { goal }: CheckedGoal,
  alternatives: readonly AnalysedRoutine[],
  variants: Variants,
  measures: Measures,
): CallableBounds {
  const summaries = alternatives.map((one) => (variants.get(one.checked.name) ?? one).bounds.summary);
  return goalBounds(goal, summaries, goalKnowledge(alternatives[0]?.checked), measures);
}

/** Who is asked in runs of plans, and the plans that are called in them. */
export interface Approvals extends Omit<ApprovalSource, "program"> {
  routine(name: string): AnalysedRoutine | undefined;
  goal(name: string): AnalysedGoal | undefined;
}

export interface GoalSurroundings extends Pick<Surroundings, "settings" | "measures" | "approvals"> {
  /** What is known of plans that are looked at together; it is added to. */
  readonly exposures?: Map<AnalysedRoutine, Exposure>;
  /** The plans that a call may run. */
  routinesOf(attempt: Attempt): readonly AnalysedRoutine[];
}

export interface Surroundings {
  readonly settings: Settings;
  readonly measures: Measures;
  /** Shared by plans that are looked at together; it holds nothing that one of them would not find by itself. */
  readonly declared?: BoundsContext["declared"];
  readonly callable: BoundsContext["callable"];
  readonly approvals: Approvals;
  /** Left out: everybody stands in line. No mistake comes of that, and so nobody asks who only looks for mistakes. */
  readonly quiet?: Quiet;
}

/** A plan, once those that it calls are known; or the circles in its order. */
export function analyseRoutine(
  program: CheckedProgram,
  tree: RoutineTree,
  { settings, measures, declared = new Map(), callable, approvals, quiet }: Surroundings,
): AnalysedRoutine | { readonly diagnostics: readonly Diagnostic[] } {
  const needs = needsOf(tree);
  const ordered = precedenceOf(tree, needs);
  if ("cycle" in ordered) return { diagnostics: cycleDiagnostics(tree, needs) };
  const precedence = ordered.ok;
  const inOrder: Located[] = [];
  for (const point of precedence.dag.order) {
    const located = tree.all[point >> 1];
    if (located !== undefined && point % 2 === 0) inOrder.push(located);
  }
  const values = routineKnowledge(program, tree, inOrder);
  const { name, head } = tree.routine;
  const inForce = approvals.inForce(name);
  const known = knownBy(program, measures, approvals, callable);
  const variants =
    inForce.uneven === undefined ? noVariants : variantsIn(approvals.callees(name), inForce, known);
  const context: BoundsContext = {
    program,
    currency: settings.currency,
    measures,
    values,
    grace: settings.limits.grace,
    ...(head.timeout === undefined
      ? {}
      : { timeout: numberOf(head.timeout, values.everywhere, "the plan's timeout") }),
    approving: inForceAt(inForce, name),
    isQuiet: (pool) => quiet?.(name, pool) === true,
    attempts: new Map(),
    declared,
    formula: (expression, knowledge) =>
      overInputs(expression, { tree, ceilings: values.ceilings }, knowledge),
    callable: callableAmong(variants, known),
  };
  const bounds = routineBounds(context, precedence, mayFailLate(program, head.achieves));
  return { checked: tree.routine, tree, needs, precedence, values, context, bounds, variants };
}

function knownBy(
  program: CheckedProgram,
  measures: Measures,
  { routine, goal, inForce, callees }: Approvals,
  callable: BoundsContext["callable"] = (name) => routine(name)?.bounds.summary ?? goal(name)?.summary,
): Known {
  return {
    program,
    routine,
    inForce,
    callees,
    callable,
    goalSummary: (name, variants) => {
      const found = goal(name);
      return found && goalSummary(found.checked, found.alternatives, variants, measures);
    },
  };
}

/** A goal's parameters have the types of those of its plans. */
function goalKnowledge(routine: CheckedRoutine | undefined): Knowledge {
  return {
    read: (read) => {
      const type = read.from === "input" ? routine?.types.params[read.name] : undefined;
      return type === undefined ? unknown : abstractOfType(type);
    },
    fact: () => undefined,
  };
}

/** Whatever else the compiler was given: ties between plans fall as they are written, which is how they come here. */
function inTextOrder(routines: readonly AnalysedRoutine[]): readonly AnalysedRoutine[] {
  return routines.toSorted(({ checked: { origin: a } }, { checked: { origin: b } }) =>
    a.module === b.module ? 0 : a.module < b.module ? -1 : 1,
  );
}
