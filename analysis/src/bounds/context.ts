import type { CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Approving } from "../approvals/in-force.ts";
import { qualified } from "../expression/qualify.ts";
import type { Modes } from "../graph/modes.ts";
import type { Abstract } from "../interval/abstract.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import type { RoutineKnowledge } from "../interval/routine.ts";
import type { Located } from "../tree.ts";
import type { DeclaredFigures } from "./declared.ts";
import type { Duration, Measures, Spending, Undoing } from "./figures.ts";
import type { Limit } from "./formula.ts";
import { type Formula, numberOf, type Quantity } from "./quantity.ts";
import type { Lost } from "./redispatch.ts";

/** The use of one attempt of a step, all its tries included; or a part of it. */
export interface AttemptBounds {
  readonly spending: Spending;
  readonly duration: Duration;
  /** For a called plan or goal: the spending if the last try succeeds. A failing one may spend more. */
  readonly completed?: Spending;
  /** And taking back what one try of it did. */
  readonly undoing?: Undoing;
}

/**
 * The interprocedural summary of a plan or a goal. Its limits may grow by formulas over its parameters; callers read
 * nothing else of it.
 */
export interface CallableBounds extends AttemptBounds {
  /** The spending of a successful run. A failing one may spend more, but has compensated its effects. */
  readonly completed: Spending;
  /** Taking back all that it may have done, when it has ended well. */
  readonly undoing: Undoing;
  /** In which modes it can fail, whatever rules say. */
  readonly fails: Modes;
  /** ms that it may continue after it was asked to stop, without compensation. */
  readonly spill: Limit<number>;
  /** The work that one death of a process can cause again. */
  readonly lost: Lost;
  /** The same of runs in which nothing fails; reckoned when asked for. */
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
  readonly values: RoutineKnowledge;
  /** Formulas over the routine's parameters. */
  readonly formula: Formula;
  /** ms: how long after its limit an attempt is given up for dead. */
  readonly grace: number;
  /** How many deaths of a process are reckoned with. */
  readonly deaths: number;
  /** True if the estimate covers only runs in which nothing fails, is denied, late or lost. */
  readonly faultless?: true;
  /** ms, where the plan has a `timeout`: what a queue without a `wait` of its own is left by. */
  readonly timeout?: Quantity<number>;
  /** The policies that have people asked at steps of this routine, in the run that is reckoned. */
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
  located: Located,
  expression: Expression,
  what: string,
): Quantity<number> {
  return numberOf(qualified(expression, located), knowledgeAt(context, located), what, context.formula);
}

export function knowledgeAt(context: BoundsContext, located: Located): Knowledge {
  return context.values.at(located);
}
