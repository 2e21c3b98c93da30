import type { Attempt, Bounds, Expression } from "@orchlang/plan";
import type { CheckedProgram } from "../../3-check/checked.ts";
import { qualified } from "../expression/qualify.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import type { RoutineKnowledge } from "../interval/routine.ts";
import type { Located } from "../tree.ts";
import type { Duration, Measures, Spending, Undoing } from "./figures.ts";
import { numberOf, type Quantity } from "./quantity.ts";

/** What one way of doing a step uses, all its tries counted; or a part of it. */
export interface AttemptBounds {
  readonly spending: Spending;
  readonly duration: Duration;
}

/** What is known of something that a step can call as a whole: a plan, or a goal with its plans. */
export interface CallableBounds {
  readonly bounds: Bounds;
  /** Taking back all that it may have done. */
  readonly undoing: Undoing;
}

/** What reckoning the bounds of a routine needs. */
export interface BoundsContext {
  readonly program: CheckedProgram;
  readonly currency: string;
  readonly measures: Measures;
  readonly values: RoutineKnowledge;
  /** ms: how long after its limit an attempt is given up for dead. */
  readonly grace: number;
  /** ms, where the plan has a `timeout`: what a queue without a `wait` of its own is left by. */
  readonly timeout?: Quantity<number>;
  /** What has been reckoned of single attempts. */
  readonly attempts: Map<Attempt, AttemptBounds>;
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
  return numberOf(qualified(expression, located), knowledgeAt(context, located), what);
}

export function knowledgeAt(context: BoundsContext, located: Located): Knowledge {
  return context.values.at(located);
}
