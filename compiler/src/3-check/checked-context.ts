import type { Flag, Label, Signal, Trigger } from "@orchlang/plan";
import type { Origin } from "./checked.ts";

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
