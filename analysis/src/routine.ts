import type { CheckedProgram } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { Settings } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedGoal, AnalysedRoutine } from "./analysis.ts";
import { type ApprovalSource, type InForce, inForceAt } from "./approvals/in-force.ts";
import { callableAmong, type Known, noVariants, variantsIn } from "./approvals/variants.ts";
import type { BoundsContext, Given, RoutineBounds } from "./bounds/context.ts";
import type { Measures } from "./bounds/figures.ts";
import { numberOf } from "./bounds/quantity.ts";
import type { Quiet } from "./bounds/quiet-pools.ts";
import { routineBounds } from "./bounds/routine.ts";
import { goalSummary } from "./goals/summary.ts";
import type { Environment } from "./interval/environment.ts";
import { overInputs } from "./interval/over-inputs.ts";
import { type RoutineEnvironment, routineEnvironment } from "./interval/routine.ts";
import { waitingBehindEnd } from "./order/after-end.ts";
import { cycleDiagnostics } from "./order/cycle.ts";
import { needsOf } from "./order/needs.ts";
import { inOrder, precedenceOf } from "./order/precedence.ts";
import type { RoutineTree } from "./tree.ts";

/** The people asked in runs of plans, and the plans called in them. */
export interface Approvals extends Omit<ApprovalSource, "program"> {
  routine(name: string): AnalysedRoutine | undefined;
  goal(name: string): AnalysedGoal | undefined;
}

/** Makes the bounds of a plan when they are first asked for, and keeps them. */
export type WhenAsked = (make: () => RoutineBounds) => () => RoutineBounds;

export interface Surroundings {
  readonly settings: Settings;
  readonly measures: Measures;
  /**
   * Shared by plans that are analysed together; it contains only what each would compute by itself. Absent: nothing is
   * kept between questions, so that a caller is invalidated when its inputs change.
   */
  readonly declared?: BoundsContext["declared"];
  readonly whenAsked: WhenAsked;
  /** The same of what it uses when nothing fails, which is only shown. */
  readonly whenShown?: WhenAsked;
  readonly callable: BoundsContext["callable"];
  readonly approvals: Approvals;
  /** Left out: everybody stands in line. No mistake comes of that, and so nobody asks who only looks for mistakes. */
  readonly quiet?: Quiet;
}

/** A plan, once those that it calls are known; or the circles in its order. */
export function analyseRoutine(
  program: CheckedProgram,
  tree: RoutineTree,
  surroundings: Surroundings,
): AnalysedRoutine | { readonly diagnostics: readonly Diagnostic[] } {
  const needs = needsOf(tree);
  const ordered = precedenceOf(tree, needs);
  if ("cycle" in ordered) return { diagnostics: cycleDiagnostics(tree, needs) };
  const behindEnd = waitingBehindEnd(tree, needs);
  if (behindEnd.length > 0) return { diagnostics: behindEnd };
  const precedence = ordered.ok;
  const values = routineEnvironment(program, tree, inOrder(precedence));
  const { measures, approvals, callable, declared, whenAsked, whenShown } = surroundings;
  const { name } = tree.routine;
  const inForce = approvals.inForce(name);
  const known = knownBy(program, measures, approvals, callable);
  const variants =
    inForce.uneven === undefined ? noVariants : variantsIn(approvals.callees(name), inForce, known);
  const details = { inForce, callable: callableAmong(variants, known) };
  const context = contextOf(program, tree, values, details, surroundings);
  const bounds = whenAsked(() => {
    const own = declared === undefined ? remembering(context, new Map()) : context;
    return routineBounds(own, precedence, whenShown);
  });
  const checked = tree.routine;
  return Object.assign(new Bounded(bounds), { checked, tree, needs, precedence, values, context, variants });
}

/** The bounds of a plan, made when they are asked for. */
export class Bounded {
  readonly #bounds: () => RoutineBounds;

  constructor(bounds: () => RoutineBounds) {
    this.#bounds = bounds;
  }

  get bounds(): RoutineBounds {
    return this.#bounds();
  }
}

function contextOf(
  program: CheckedProgram,
  tree: RoutineTree,
  values: RoutineEnvironment,
  { inForce, callable }: { readonly inForce: InForce; readonly callable: BoundsContext["callable"] },
  { settings, measures, declared, quiet, approvals }: Surroundings,
): BoundsContext {
  const { name, head } = tree.routine;
  const context = {
    program,
    head,
    currency: settings.currency,
    measures,
    values,
    grace: settings.limits.grace,
    deaths: settings.limits.deaths ?? 0,
    ...(head.timeout === undefined
      ? {}
      : { timeout: numberOf(head.timeout, values.everywhere, "the plan's timeout") }),
    approving: inForceAt(inForce, name),
    isQuiet: (pool: string) => quiet?.(name, pool) === true,
    formula: (expression: Expression, environment: Environment) =>
      overInputs(expression, { tree, ceilings: values.ceilings }, environment),
    callable,
    atBest: bestOfCalls(program, approvals),
  };
  return declared === undefined ? forgetting(context) : remembering(context, declared);
}

type Computation = Omit<BoundsContext, "attempts" | "declared">;

function remembering(context: Computation, declared: BoundsContext["declared"]): BoundsContext {
  return { ...context, attempts: new Map(), declared };
}

/** For whoever looks at single statements: each finds for itself what it builds on. */
function forgetting(context: Computation): BoundsContext {
  return { ...context, attempts: new Forgetful(), declared: new Forgetful() };
}

class Forgetful<K, V> extends Map<K, V> {
  override set(): this {
    return this;
  }
}

/** The summaries of called plans. */
export function knownBy(
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
      const analysedGoal = goal(name);
      return analysedGoal && goalSummary(analysedGoal.checked, analysedGoal.alternatives, variants, measures);
    },
  };
}

/*
 * How long a call takes at best, for the arguments that it gives. The worst case follows arguments by formulas, since it has
 * to be known of plans of any size, called in any number of ways; the best case is found by looking into the plan once
 * more, where it is small.
 */

/** Statements of a plan that is looked into, and how many calls deep. */
const statementsMax = 60;
const depthMax = 3;

interface Callables {
  routine(name: string): AnalysedRoutine | undefined;
  goal(name: string): AnalysedGoal | undefined;
}

function bestOfCalls(program: CheckedProgram, callables: Callables, depth = 0): BoundsContext["atBest"] {
  return (name, given) => {
    if (depth === depthMax) return undefined;
    const inner = bestOfCalls(program, callables, depth + 1);
    const ways = waysOf(callables, name);
    if (ways.length === 0 || ways.some(({ tree }) => tree.all.length > statementsMax)) return undefined;
    return Math.min(...ways.map((way) => bestOf(program, way, given, inner)));
  };
}

function waysOf({ routine, goal }: Callables, name: string): readonly AnalysedRoutine[] {
  const analysedRoutine = routine(name);
  return analysedRoutine === undefined ? (goal(name)?.alternatives ?? []) : [analysedRoutine];
}

function bestOf(
  program: CheckedProgram,
  { tree, precedence, context }: AnalysedRoutine,
  given: Given,
  atBest: BoundsContext["atBest"],
): number {
  const values = routineEnvironment(program, tree, inOrder(precedence), given);
  const narrowed: BoundsContext = { ...context, values, atBest, attempts: new Map() };
  return routineBounds(narrowed, precedence).summary.duration.best;
}
