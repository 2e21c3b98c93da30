import type { Expression, Label, Priority, Routine, Schema } from "@orchlang/plan";
import type { Origin } from "./checked.ts";

/*
 * What is known and what happens, understood: signals, flags, fusions and triggers, as the runtime's control machine
 * will read them. Durations give ms; names are qualified.
 */

/** The index of a family: each of its parts has these members. */
export type FamilyIndex = readonly { readonly name: string; readonly members: readonly string[] }[];

export interface CheckedSignal {
  readonly name: string;
  readonly origin: Origin;
  readonly schema: Schema;
  readonly label: Label;
  readonly family?: FamilyIndex;
  readonly domain?: string;
  readonly sources: readonly string[];
  readonly fuse?: string;
  readonly fresh?: Expression;
  /** A share of the confidence per ms. */
  readonly decay?: Expression;
}

export interface CheckedFlag {
  readonly name: string;
  readonly origin: Origin;
  readonly family?: FamilyIndex;
  readonly label: Label;
  /** Reads the index as locals. */
  readonly value: Expression;
  readonly confidence?: Expression;
  readonly hold?: Expression;
}

export interface CheckedTrigger {
  /** `module.name`; of a family, one for each member: `module.name(member)`. */
  readonly name: string;
  readonly origin: Origin;
  /** Conditions read `event`; of a plan that ended `result` or `error`; of a request `request`. */
  readonly on: readonly TriggerSource[];
  readonly when?: Expression;
  readonly debounce?: { readonly for: Expression; readonly by?: Expression };
  readonly throttle?: { readonly count: number; readonly per: Expression };
  readonly starts?: { readonly target: string; readonly args: Readonly<Record<string, Expression>> };
  readonly priority?: Priority;
  readonly overlap?: NonNullable<Routine["overlap"]>;
  readonly missed: "skip" | "once" | "all";
  /** Of the conditions: what the run it starts tells of (semantics, rule 48). */
  readonly label: Label;
}

export type TriggerSource =
  | { readonly kind: "event"; readonly event: string; readonly where?: Expression }
  | { readonly kind: "schedule"; readonly cron: string; readonly zone: string }
  | { readonly kind: "every"; readonly period: Expression }
  | { readonly kind: "change"; readonly condition: Expression; readonly for?: Expression }
  | {
      readonly kind: "outcome";
      readonly outcome: "completed" | "failed" | "cancelled";
      readonly target: string;
    }
  | { readonly kind: "request"; readonly path: string };
