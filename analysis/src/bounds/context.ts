import type { CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import type { Attempt, Expression } from "@orchlang/plan";
import type { Approving } from "../approvals/policies.ts";
import { qualified } from "../expression/qualify.ts";
import type { Modes } from "../graph/modes.ts";
import type { Abstract } from "../interval/abstract.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import type { RoutineKnowledge } from "../interval/routine.ts";
import type { Located } from "../tree.ts";
import type { DeclaredFigures } from "./declared.ts";
import type { Duration, Measures, Spending, Undoing } from "./figures.ts";
import type { Limit } from "./limit.ts";
import { type Formula, numberOf, type Quantity } from "./quantity.ts";
import type { Lost } from "./redispatch.ts";

/** What one way of doing a step uses, all its tries counted; or a part of it. */
export interface AttemptBounds {
  readonly spending: Spending;
  readonly duration: Duration;
  /** Of a plan or a goal that is called: what is spent where the last try ends well. Another may spend more. */
  readonly completed?: Spending;
  /** And taking back what one try of it did. */
  readonly undoing?: Undoing;
}

/**
 * What is known of something that a step can call as a whole, a plan or a goal: its summary. Its limits may grow by
 * formulas over its parameters; nothing else of it is looked at by its callers.
 */
export interface CallableBounds extends AttemptBounds {
  /** What a run of it that ends well spends. One that fails may spend more, but has taken back what it did. */
  readonly completed: Spending;
  /** Taking back all that it may have done, when it has ended well. */
  readonly undoing: Undoing;
  /** In which modes it can fail, whatever rules say. */
  readonly fails: Modes;
  /** ms that it may go on once it has been told to stop, undoing apart. */
  readonly spill: Limit<number>;
  /** What one death of a process can make it do again. */
  readonly lost: Lost;
  /** The same of runs in which nothing fails; reckoned when asked for. */
  faultless(): CallableBounds;
  /** ms that it may wait by the clock without a fault; Infinity where that has no end. */
  waits(): number;
}

/** What a call's arguments can be, by parameter. */
export type Given = ReadonlyMap<string, Abstract>;

/** What reckoning the bounds of a routine needs. */
export interface BoundsContext {
  readonly program: CheckedProgram;
  /** Of the routine. */
  readonly head: CheckedRoutine["head"];
  readonly currency: string;
  readonly measures: Measures;
  readonly values: RoutineKnowledge;
  /** Of the routine's parameters. */
  readonly formula: Formula;
  /** ms: how long after its limit an attempt is given up for dead. */
  readonly grace: number;
  /** How many deaths of a process are reckoned with. */
  readonly deaths: number;
  /** Whether nothing fails, is denied, late or lost in the runs that are reckoned. */
  readonly faultless?: true;
  /** ms, where the plan has a `timeout`: what a queue without a `wait` of its own is left by. */
  readonly timeout?: Quantity<number>;
  /** The policies that have people asked at steps of this routine, in the run that is reckoned. */
  readonly approving: readonly Approving[];
  /** Whether a pool has a member for everybody who may want one. */
  isQuiet(pool: string): boolean;
  /** What has been reckoned of single attempts. */
  readonly attempts: Map<Attempt, AttemptBounds>;
  /** What capabilities declare that is the same for all calls; shared by all routines of a program. */
  readonly declared: Map<string, DeclaredFigures>;
  /**
   * ms that it takes at best where this is known of its parameters; `undefined` where it is not gone into. What is less
   * than that is no mistake, only less than could be told.
   */
  atBest(name: string, given: Given): number | undefined;
  /** Of a plan or goal by its qualified name; `undefined` while it is being reckoned itself, or unknown. */
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
