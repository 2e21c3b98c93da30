import type { CheckedGoal, CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { Bounds, RunBounds, Settings, Weighed } from "@orchlang/plan";
import type { BoundsContext, CallableBounds, RoutineBounds } from "./bounds/context.ts";
import type { Undoing } from "./bounds/figures.ts";
import type { RoutineEnvironment } from "./interval/routine.ts";
import type { Needs } from "./order/needs.ts";
import type { Precedence } from "./order/precedence.ts";
import type { RoutineTree } from "./tree.ts";

/** Phase 4's knowledge of a program before any rule is evaluated. */
export interface Analysis {
  readonly program: CheckedProgram;
  readonly settings: Settings;
  /** By qualified name; a plan with a mistake in its order is not there. */
  readonly routines: ReadonlyMap<string, AnalysedRoutine>;
  readonly goals: ReadonlyMap<string, AnalysedGoal>;
  /** Findings about order alone. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Interprocedural summaries: results for plans, shared by the analyses of others. Everything in it could be computed
   * again.
   */
  readonly summaries: Summaries;
  /** With all rules of the program, where this one has a part of them: for plans that the part does not speak of. */
  readonly whole?: Analysis;
  /** Calls that counts and amounts of a whole run may deny in its plans, but not in a run of the plan alone. */
  readonly deniedInRun?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A plan of the language with its order and bounds. */
export interface AnalysedRoutine {
  readonly checked: CheckedRoutine;
  readonly tree: RoutineTree;
  readonly needs: Needs;
  readonly precedence: Precedence;
  readonly values: RoutineEnvironment;
  readonly context: BoundsContext;
  readonly bounds: RoutineBounds;
  /** Plans that it calls, where more is asked in a run of it than when they run by themselves. */
  readonly variants: Variants;
}

export interface AnalysedGoal {
  readonly checked: CheckedGoal;
  /** The plans that achieve it, best first by its strategy. */
  readonly alternatives: readonly AnalysedRoutine[];
  /** How they came to be in this order, and why others are not among them. */
  readonly weighed: readonly Weighed[];
  /** Variants of its plans and of their callees, in a run of the goal. */
  readonly variants: Variants;
  readonly bounds: {
    readonly bounds: Bounds;
    run(): RunBounds;
    shown(): RunBounds;
    readonly undoing: Undoing;
  };
  /** The bounds of a run that reaches this plan after those before it have failed, without regard to the budget. */
  readonly boundsUntil: (last: AnalysedRoutine) => RunBounds;
  /** All that its callers need to know of it. */
  readonly summary: CallableBounds;
}

/** By question, what has been found of plans. It follows from the program alone, whatever rules are asked about. */
export type Summaries = Map<string, Map<AnalysedRoutine, unknown>>;

/** By name. */
export type Variants = ReadonlyMap<string, AnalysedRoutine>;
