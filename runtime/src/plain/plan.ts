import type { Json, JsonObject, Money } from "@orchlang/plan";
import type { Segment } from "@orchlang/plan/json";

/**
 * A plan as an object, as programs write it: steps with their dependencies, and templates over what earlier steps gave.
 * It is turned into an `orch.plan/1` and runs like any other; rules are then checked while it runs, none is proved.
 *
 * Every text of `params` and `output` may hold templates: `{{step_1.output.id}}`, `{{input.customer}}`. A text that is
 * one template alone gives the value as it is, any other gives text.
 */
export interface PlainPlan {
  /** Names it among a program's plans. Letters, digits, `_`, `-` and `.`. */
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  /** The goal it was made for, by name and in the user's words; its creation time (RFC 3339). Kept, not interpreted. */
  readonly goalId?: string;
  readonly goal?: Json;
  readonly createdAt?: string;
  readonly steps: readonly (PlainStep | PlainConditionalCall)[];
  /** The plan's result, with templates. Absent: that of the last step. */
  readonly output?: Json;
  /** Conditions that must hold when all steps have ended; otherwise the plan fails as `unmet` and is undone. */
  readonly successCriteria?: readonly PlainCriterion[];
  /** The same under the name that some planners give it: one of the two. */
  readonly success_criteria?: readonly PlainCriterion[];
  /** JSON Schema of `input`. Left out: any record. */
  readonly inputSchema?: JsonObject;
  /** The timeout of the whole plan. */
  readonly timeout?: PlainDuration;
  readonly constraints?: PlainConstraints;
  /** A planner's estimate. Kept, not interpreted: the bounds that capabilities declare count. */
  readonly estimatedDuration?: number;
  readonly estimatedCost?: Json;
  readonly metadata?: JsonObject;
}

/**
 * A condition over outputs, `mail.output.sent`, which is checked; or a sentence, "Design approved", which a judge decides
 * about. Words alone are a sentence; `{ says }` is one whatever it looks like.
 */
export type PlainCriterion = string | { readonly says: string };

/** A plan in its one normal form: what may be written in several ways is written in one. */
export interface NormalPlan extends Omit<PlainPlan, "steps" | "success_criteria"> {
  readonly steps: readonly PlainStep[];
}

/** ms, or as a person writes it: `"30s"`, `"2h 30m"`. */
export type PlainDuration = number | string;

/** Limits of the whole plan: an attempt whose worst case does not fit does not begin. */
export interface PlainConstraints {
  readonly maxCost?: Money;
  readonly maxDuration?: PlainDuration;
  readonly maxTokens?: number;
  /** Joules. */
  readonly maxEnergy?: number;
}

/** A step of any type. */
export type PlainStep = PlainCall | PlainWait | PlainConditional;

interface AnyStep {
  /** Letters, digits, `_` and `-`; begins with a letter or `_`. */
  readonly id: string;
  readonly description?: string;
  /** Steps that have to have ended before; those whose output a template reads need not be listed. */
  readonly dependencies?: readonly string[];
  /** The step is taken only where this holds. */
  readonly condition?: string | boolean;
  readonly metadata?: JsonObject;
}

/** Calls a registered capability: `capability`, or a field named after the type, or `name`. */
export interface PlainCall extends AnyStep {
  readonly type: "tool" | "agent" | "llm";
  readonly capability?: string;
  readonly tool?: string;
  readonly agent?: string;
  readonly llm?: string;
  readonly name?: string;
  readonly params?: JsonObject;
  /** The timeout of one try. */
  readonly timeout?: PlainDuration;
  /** Further tries after the first. */
  readonly retries?: number;
  /** Its failure leaves it without an output, and the plan goes on. */
  readonly optional?: boolean;
  /** Tried where the step has failed for good. */
  readonly fallback?: PlainReference;
  /** Undoes it where the plan fails later. Templates may read `{{result.id}}` and the capability's arguments. */
  readonly undo?: PlainReference;
}

/** A capability to be called instead, or to undo something, with its parameters. */
export interface PlainReference {
  readonly capability: string;
  readonly params?: JsonObject;
}

/** Waits for a time to pass, or to come (RFC 3339, a template). The time may be among `params`, as in other steps. */
export interface PlainWait extends AnyStep {
  readonly type: "wait";
  readonly name?: string;
  readonly params?: { readonly duration?: PlainDuration; readonly until?: string };
  readonly duration?: PlainDuration;
  readonly until?: string;
}

/** Steps of `then` are taken only where the condition holds, those of `else` only where not. Its output is whether it held. */
export interface PlainConditional extends Omit<AnyStep, "condition"> {
  readonly type: "conditional";
  readonly name?: string;
  readonly condition: string | boolean;
  readonly then?: readonly string[];
  readonly else?: readonly string[];
}

/** Calls the capability `name` where `params.condition` holds: a call with a `condition`, otherwise written. */
export interface PlainConditionalCall extends Omit<PlainCall, "type" | "condition" | "params"> {
  readonly type: "conditional";
  readonly params: JsonObject & { readonly condition: string | boolean };
}

/** One mistake of a plan. `at`: as a person writes it, `steps[2].params.to`. */
export interface PlainFault {
  readonly at: string;
  readonly says: string;
}

/** Collects mistakes. */
export type Report = (place: readonly Segment[], says: string) => void;
