import type { Diagnostic } from "@orchlang/language";
import type { Attempt, Settings } from "@orchlang/plan";
import { defaultSettings } from "../1-load/settings.ts";
import type { CheckedGoal, CheckedProgram, CheckedRoutine } from "../3-check/checked.ts";
import type { AnalysedGoal, AnalysedRoutine, Analysis } from "./analysis.ts";
import type { BoundsContext, CallableBounds } from "./bounds/context.ts";
import type { DeclaredFigures } from "./bounds/declared.ts";
import type { Measures } from "./bounds/figures.ts";
import { goalBounds } from "./bounds/goal.ts";
import { numbers, sumLimits } from "./bounds/limit.ts";
import { moneyIn } from "./bounds/money.ts";
import { numberOf } from "./bounds/quantity.ts";
import { boundsOf, routineBounds } from "./bounds/routine.ts";
import { choose } from "./goals/choose.ts";
import { type Exposure, exposureOf } from "./goals/exposure.ts";
import { unknown } from "./interval/abstract.ts";
import type { Knowledge } from "./interval/knowledge.ts";
import { abstractOfType } from "./interval/of-type.ts";
import { overInputs } from "./interval/over-inputs.ts";
import { routineKnowledge } from "./interval/routine.ts";
import { achievers, callingOrder } from "./order/calling.ts";
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
    return boundGoal(program, checked, ways, { settings, measures, routinesOf, exposures });
  };
  const routinesOf = ({ target }: Attempt): readonly AnalysedRoutine[] => {
    if ("goal" in target) return goalOf(target.goal)?.alternatives ?? [];
    const routine = "routine" in target ? routines.get(target.routine) : undefined;
    return routine === undefined ? [] : [routine];
  };
  const callable = (name: string): CallableBounds | undefined =>
    routines.get(name)?.bounds.summary ?? goalOf(name)?.summary;
  const declared = new Map<string, DeclaredFigures>();

  for (const name of calling.inOrder) {
    const tree = calling.trees.get(name);
    if (tree === undefined || calling.circular.has(name)) continue;
    diagnostics.push(...unreachableDiagnostics(tree));
    const analysed = analyseRoutine(program, tree, { settings, measures, declared, callable });
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
  { settings, measures, routinesOf, exposures }: GoalSurroundings,
): AnalysedGoal {
  const candidates = inTextOrder(ways).map((routine) => ({
    routine,
    bounds: routine.bounds.bounds,
    exposure: exposureOf({ program, settings, routinesOf }, routine, exposures),
  }));
  const knowledge = goalKnowledge(ways[0]?.checked);
  const { alternatives, weighed } = choose(checked.goal, candidates, { knowledge, measures });
  const summaries = alternatives.map(({ bounds }) => bounds.summary);
  const summary = goalBounds(checked.goal, summaries, knowledge, measures);
  const unwinding = sumLimits(
    numbers,
    alternatives.map(({ bounds }) => bounds.bounds.latency.parts.unwinding),
  );
  const bounds = boundsOf(summary.spending, summary.duration, unwinding);
  return { checked, alternatives, weighed, bounds: { bounds, undoing: summary.undoing }, summary };
}

export interface GoalSurroundings extends Pick<Surroundings, "settings" | "measures"> {
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
}

/** A plan, once those that it calls are known; or the circles in its order. */
export function analyseRoutine(
  program: CheckedProgram,
  tree: RoutineTree,
  { settings, measures, declared = new Map(), callable }: Surroundings,
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
  const { timeout } = tree.routine.head;
  const context: BoundsContext = {
    program,
    currency: settings.currency,
    measures,
    values,
    grace: settings.limits.grace,
    ...(timeout === undefined ? {} : { timeout: numberOf(timeout, values.everywhere, "the plan's timeout") }),
    attempts: new Map(),
    declared,
    formula: (expression, knowledge) =>
      overInputs(expression, { tree, ceilings: values.ceilings }, knowledge),
    callable,
  };
  const goal = tree.routine.head.achieves;
  const late = goal !== undefined && (program.goals.get(goal)?.goal.success.length ?? 0) > 0;
  const bounds = routineBounds(context, precedence, late);
  return { checked: tree.routine, tree, needs, precedence, values, context, bounds };
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
