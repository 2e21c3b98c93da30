import type { EventDeclaration, Flag, ReadingUnit, Signal } from "./context.ts";
import type { Expression } from "./expression.ts";
import type { Priority } from "./node.ts";
import type { PlanId, Routine } from "./plan.ts";
import type { JsonObject, Schema } from "./value.ts";

/* The world around runs and the triggers that start them, as control reads it. No plan file carries triggers. */

/** A trigger: the plan or goal that it starts, and when. */
export interface Trigger {
  /** Its name; a family has one trigger for each member: `module.name(member)`. */
  readonly name: string;
  /** Its causes, with the locals that each reads: `event`, `run` and `result` or `error`, `request`. */
  readonly on: readonly TriggerSource[];
  readonly when?: Expression;
  readonly debounce?: { readonly for: Expression; readonly by?: Expression };
  readonly throttle?: { readonly count: number; readonly per: Expression };
  readonly starts: TriggerStart;
  readonly priority?: Priority;
  readonly overlap?: NonNullable<Routine["overlap"]>;
  readonly missed: "skip" | "once" | "all";
}

/** `overlap`: what the plan says of its own runs, whoever starts them. */
interface TriggerStart {
  readonly target: string;
  readonly args: Readonly<Record<string, Expression>>;
  readonly overlap?: NonNullable<Routine["overlap"]>;
}

export type TriggerSource =
  | { readonly kind: "event"; readonly event: string; readonly where?: Expression }
  | { readonly kind: "schedule"; readonly cron: string; readonly zone: string }
  | { readonly kind: "every"; readonly period: Expression }
  | { readonly kind: "change"; readonly condition: Expression; readonly for?: Expression }
  | {
      readonly kind: "outcome";
      /** `attention`: it has not ended, and waits for an operator. */
      readonly outcome: "completed" | "failed" | "cancelled" | "attention";
      readonly target: string;
    }
  | { readonly kind: "request"; readonly path: string };

export type MemberUnits = Readonly<Record<string, Readonly<Record<string, ReadingUnit>>>>;

/** A program's declarations about the world around its runs. Derived from the program alone, as a plan is. */
export interface World {
  readonly signals: Readonly<Record<string, Signal>>;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly events: Readonly<Record<string, EventDeclaration>>;
  readonly pools: Readonly<Record<string, JsonObject>>;
  /** The schema of a member, by pool. */
  readonly kinds: Readonly<Record<string, Schema>>;
  /** The units in which a member's fields may be reported, by pool and field. */
  readonly memberUnits?: Readonly<Record<string, MemberUnits>>;
  readonly triggers: readonly Trigger[];
  /** Named types of signals, events and members. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The plan of each target of a trigger, by the target's name. */
  readonly targets: Readonly<Record<string, PlanId>>;
  /** IANA zone of `.hour .time .date`. */
  readonly zone: string;
}
