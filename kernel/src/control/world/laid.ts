import type { JsonObject, PlanId } from "@orchlang/plan";
import type { FuseRule, Trigger } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { Values } from "./values.ts";

/*
 * Declarations of the context, prepared for evaluation: families expanded to members, durations in ms, and for each
 * name the conditions that read it. Computed from the declarations alone.
 */

export interface LaidSignal {
  readonly name: string;
  readonly fuse: FuseRule;
  readonly values: Values;
  /** ms. */
  readonly fresh: number | undefined;
  /** A share of the confidence per ms. */
  readonly decay: number;
  /** ms that its past values are kept. */
  readonly history: number | undefined;
}

/** A flag, or what a trigger's `change` is about. */
export interface LaidCondition {
  /** For a change: `trigger#place`. */
  readonly name: string;
  readonly index: number;
  readonly value: Expression;
  /** The index of its family. */
  readonly locals: JsonObject;
  readonly readsNow: boolean;
  /** Signals behind it, also by way of flags. */
  readonly behind: readonly string[];
  /** Those that lose confidence. */
  readonly decaying: readonly string[];
  readonly confidence: number;
  /** ms that it stays true after it was. */
  readonly hold: number;
  /** For a change: the trigger that it fires, once it has been true for `after` ms. */
  readonly sets?: { readonly trigger: string; readonly after: number };
}

export interface LaidEvent {
  readonly name: string;
  readonly dedupe?: { readonly within: number; readonly by?: Expression };
}

export interface LaidFusion {
  readonly name: string;
  readonly joins: readonly { readonly event: string; readonly as: string }[];
  readonly within: number;
  /** Left out: nothing is waited for; occurrences are taken as they come. */
  readonly late?: number;
  readonly near?: { readonly distance: Expression; readonly within: number };
  /** Written with the name `as`; asked of each joined occurrence under that name. */
  readonly by?: { readonly key: Expression; readonly as: string };
  readonly where?: Expression;
  readonly emit: Expression;
}

export interface LaidTrigger extends Omit<Trigger, "debounce" | "throttle"> {
  readonly plan: PlanId | undefined;
  readonly debounce?: { readonly for: number; readonly by?: Expression };
  readonly throttle?: { readonly count: number; readonly per: number };
}

/** A trigger's place that time sets off. */
export interface LaidTimer {
  /** `trigger#place`. */
  readonly id: string;
  readonly trigger: string;
  readonly when: { readonly cron: string; readonly zone: string } | { readonly every: number };
}

export interface LaidWorld {
  readonly signals: ReadonlyMap<string, LaidSignal>;
  readonly bySource: ReadonlyMap<string, readonly string[]>;
  /** Flags after those that they read, then changes. */
  readonly conditions: readonly LaidCondition[];
  readonly byName: ReadonlyMap<string, LaidCondition>;
  /** Conditions that read a signal or flag, by its name. */
  readonly readers: ReadonlyMap<string, readonly LaidCondition[]>;
  readonly events: ReadonlyMap<string, LaidEvent>;
  /** By each event that they join. */
  readonly fusions: ReadonlyMap<string, readonly LaidFusion[]>;
  readonly triggers: ReadonlyMap<string, LaidTrigger>;
  readonly onEvent: ReadonlyMap<string, readonly OnEvent[]>;
  /** By `completed name` and the like. */
  readonly onOutcome: ReadonlyMap<string, readonly LaidTrigger[]>;
  readonly onRequest: ReadonlyMap<string, readonly LaidTrigger[]>;
  readonly timers: readonly LaidTimer[];
}

export interface OnEvent {
  readonly trigger: LaidTrigger;
  readonly where?: Expression;
}

export const nothingLaid: LaidWorld = {
  signals: new Map(),
  bySource: new Map(),
  conditions: [],
  byName: new Map(),
  readers: new Map(),
  events: new Map(),
  fusions: new Map(),
  triggers: new Map(),
  onEvent: new Map(),
  onOutcome: new Map(),
  onRequest: new Map(),
  timers: [],
};
