import type { CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import type { Bounds, RunBounds } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Approving } from "../approvals/in-force.ts";
import { qualified } from "../expression/qualify.ts";
import type { Modes } from "../graph/modes.ts";
import type { Abstract } from "../interval/abstract.ts";
import type { Environment } from "../interval/environment.ts";
import type { RoutineEnvironment } from "../interval/routine.ts";
import type { LinkedStatement } from "../tree.ts";
import type { Duration, Measures, Spending, SpendingOf, Undoing, UndoingOf } from "./figures.ts";
import type { Limit } from "./formula.ts";
import { type Formula, numberOf, type Quantity } from "./quantity.ts";
import type { Sections } from "./sections.ts";
import type { Timeline } from "./timeline.ts";

/** The use of one attempt of a step, all its tries included; or a part of it. */
export interface AttemptBounds {
  readonly spending: Spending;
  readonly duration: Duration;
  /** For a called plan or goal: the spending if the last try succeeds. A failing one may spend more. */
  readonly completed?: Spending;
  /** And undoing what one try of it did. */
  readonly undoing?: Undoing;
}

/**
 * The interprocedural summary of a plan or a goal. Its limits may grow by formulas over its parameters; callers read
 * nothing else of it.
 */
export interface CallableBounds extends AttemptBounds {
  /** The spending of a successful run. A failing one may spend more, but has compensated its effects. */
  readonly completed: Spending;
  /** Undoing all that it may have done, when it has ended well. */
  readonly undoing: Undoing;
  /** In which modes it can fail, whatever rules say. */
  readonly fails: Modes;
  /** ms that it may continue after it was asked to stop, without compensation. */
  readonly spill: Limit<number>;
  /** The work that one death of a process can cause again. */
  readonly lost: Lost;
  /** The same of runs in which nothing fails; computed when asked for. */
  faultless(): CallableBounds;
  /** ms that it may wait by the clock without a fault; Infinity where that has no end. */
  waits(): number;
}

/** The possible arguments of a call, by parameter. */
export type Given = ReadonlyMap<string, Abstract>;

/** The context in which a routine's bounds are computed. */
export interface BoundsContext {
  readonly program: CheckedProgram;
  /** The head of the routine. */
  readonly head: CheckedRoutine["head"];
  readonly currency: string;
  readonly measures: Measures;
  readonly values: RoutineEnvironment;
  /** Formulas over the routine's parameters. */
  readonly formula: Formula;
  /** ms: how long after its limit an attempt is given up for dead. */
  readonly grace: number;
  /** How many deaths of a process are taken into account. */
  readonly deaths: number;
  /** True if the estimate covers only runs in which nothing fails, is denied, late or lost. */
  readonly faultless?: true;
  /** ms, where the plan has a `timeout`: what a queue without a `wait` of its own is left by. */
  readonly timeout?: Quantity<number>;
  /** The policies that have people asked at steps of this routine, in the run that is computed. */
  readonly approving: readonly Approving[];
  /** True if a pool has a member for everybody who may want one. */
  isQuiet(pool: string): boolean;
  /** Memoised bounds of single attempts. */
  readonly attempts: Map<Attempt, AttemptBounds>;
  /** Declared figures that are equal for all calls; shared by all routines of a program. */
  readonly declared: Map<string, DeclaredFigures>;
  /**
   * The least duration in ms, given facts about its parameters; `undefined` if it is not analysed. A lower result is
   * sound, only less precise.
   */
  atBest(name: string, given: Given): number | undefined;
  /** The summary of a plan or goal by its qualified name; `undefined` while it is being computed, or unknown. */
  callable(name: string): CallableBounds | undefined;
}

/** An option's duration at a statement. */
export function durationAt(
  context: BoundsContext,
  linked: LinkedStatement,
  expression: Expression,
  what: string,
): Quantity<number> {
  return numberOf(qualified(expression, linked), environmentAt(context, linked), what, context.formula);
}

export function environmentAt(context: BoundsContext, linked: LinkedStatement): Environment {
  return context.values.at(linked);
}

/** The work that one death can cause again: of everything in progress, and of undoing alone. */
export interface Lost {
  readonly any: Undoing;
  readonly back: Undoing;
}

/** Declared figures of a capability that do not depend on its arguments. */
export interface DeclaredFigures {
  /** True if its clauses on what it spends, and on how long it takes, read no argument. */
  readonly spendsTheSame: boolean;
  readonly lastsTheSame: boolean;
  spending?: Spending;
  latency?: Quantity<number>;
  /** One call without any options. */
  plain?: AttemptBounds;
  /** An undo or a confirm, with all its tries. */
  about?: Undoing;
  /** The work that one death can cause again for one call, its undo and its confirm. */
  lost?: Lost;
}

/** The bounds of a routine's money, time, energy and tokens; computed on demand. */
export interface RoutineBounds {
  /** While no process dies. */
  readonly bounds: Bounds;
  /** The bounds of a run of it by itself, with the configured number of process deaths. */
  run(): RunBounds;
  /** The same with what it uses when nothing fails. */
  shown(): RunBounds;
  /** The bounds of each statement that can take time or money, by its name. */
  nodes(): Readonly<Record<string, Bounds>>;
  readonly criticalPath: readonly string[];
  readonly undoing: Undoing;
  /** How many ms a statement takes at worst without what stands in its blocks. */
  alone(linked: LinkedStatement): number;
  /** The statements that wait by the clock, themselves or in what they call, and for how many ms at most. */
  timers(): readonly Timer[];
  /** All that its callers need to know of it. */
  readonly summary: CallableBounds;
  /** The timeline of the worst case. */
  readonly timeline: Timeline;
  readonly sections: Sections;
  readonly spending: SpendingOf;
  readonly undoingOf: UndoingOf;
}

export interface Timer {
  readonly linked: LinkedStatement;
  readonly most: number;
}
