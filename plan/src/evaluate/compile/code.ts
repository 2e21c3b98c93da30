import type { Json } from "../../shapes/value.ts";
import { evaluationLimits, faulted, type Outcome, type Scope, type Stop } from "../outcome.ts";

/** One evaluation under way. */
export interface Frame {
  readonly scope: Scope;
  /** The variables of the lambdas that are open, outermost first. */
  readonly locals: Json[];
  /** Rounds of list functions so far. */
  rounds: number;
}

/** A compiled expression. */
export type Code = (frame: Frame) => Outcome;

/** Names of the lambda variables around an expression, outermost first: their place is their slot in `locals`. */
export type Bound = readonly string[];

/** Counts rounds of list functions; what goes beyond the bound stops. */
export function spend(frame: Frame, rounds: number): Stop | undefined {
  frame.rounds += rounds;
  return frame.rounds > evaluationLimits.roundsMax
    ? faulted(`more than ${evaluationLimits.roundsMax} rounds of list functions`)
    : undefined;
}
