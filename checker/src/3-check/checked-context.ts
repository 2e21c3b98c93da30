import type { Span } from "@orchlang/language/ast";
import type { Label } from "@orchlang/plan";
import type { FamilyIndex, Flag, Signal, Trigger } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { Origin } from "./origin.ts";

/*
 * The checked context: signals, flags, fusions and triggers, in the form of the runtime's control machine. Durations
 * are in ms; names are qualified.
 */

export interface CheckedSignal extends Signal {
  readonly origin: Origin;
}

export interface CheckedFlag extends Flag {
  readonly origin: Origin;
}

export interface CheckedTrigger extends Omit<Trigger, "starts"> {
  readonly origin: Origin;
  /** Left out where what it starts has a mistake. */
  readonly starts?: Trigger["starts"];
  /** The label of the conditions, which the started run reveals (semantics, rule 48). */
  readonly label: Label;
}

/** A condition over the world as it is written: what asks whether it can hold at all needs no more. */
export interface AskedCondition {
  readonly origin: Origin;
  /** All of them have to hold; the same of each member of a family stands at the same places. */
  readonly all: readonly { readonly expression: Expression; readonly span: Span }[];
  /** The consequence if it never holds: "nothing is ever started". */
  readonly so: string;
  readonly family?: FamilyIndex;
  /** It has to stay so for that long, in ms. */
  readonly lasts?: Expression;
  /** A source and its condition are evaluated in turn: a process may restart in between. */
  readonly inTurn?: true;
}
