import type { Span } from "@orchlang/language/ast";
import type { Expression, FamilyIndex, Flag, Label, Signal, Trigger } from "@orchlang/plan";
import type { Origin } from "./origin.ts";

/*
 * What is known and what happens, understood: signals, flags, fusions and triggers, as the runtime's control machine
 * will read them. Durations give ms; names are qualified.
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
  /** Of the conditions: what the run it starts tells of (semantics, rule 48). */
  readonly label: Label;
}

/** A condition over the world as it is written: what asks whether it can hold at all needs no more. */
export interface AskedCondition {
  readonly origin: Origin;
  /** All of them have to hold; the same of each member of a family stands at the same places. */
  readonly all: readonly { readonly expression: Expression; readonly span: Span }[];
  /** What comes of it where they never do: "nothing is ever started". */
  readonly so: string;
  readonly family?: FamilyIndex;
  /** It has to stay so for that long, in ms. */
  readonly lasts?: Expression;
  /** What sets something off, and what is asked of it then: a process may begin anew in between. */
  readonly inTurn?: true;
}
