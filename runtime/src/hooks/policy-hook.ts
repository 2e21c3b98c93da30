import type { Failure, Key, Outcome, RunId } from "@orchlang/kernel";
import type { User } from "@orchlang/kernel/run";
import type { CapabilityKind, Json, JsonObject, PlanId } from "@orchlang/plan";

/** An attempt at a step, as a hook is asked about it. */
export interface HookedAction {
  readonly run: RunId;
  readonly plan: PlanId;
  /** As a person writes it: `send`, in a loop `send[2]`. */
  readonly step: string;
  readonly capability: string;
  /** The capability's name too, as plans that are objects call it. */
  readonly name: string;
  readonly type: CapabilityKind;
  readonly tags: readonly string[];
  /** A copy: what a hook does to it changes nothing. */
  readonly params: JsonObject;
  readonly user: User;
  readonly key: Key;
  /** From 1. */
  readonly attempt: number;
  readonly dispatch: number;
}

/**
 * On whose behalf a step is taken, and what the execution brought along for hooks (`values`), beside one another. It is in
 * the journal: a run that is gone on with has the same.
 */
export type HookContext = Readonly<Record<string, Json>> & {
  readonly user: User;
  readonly userId: string;
  /** True if the user has consented to anything at all; `user.consents` says to what. */
  readonly consentGiven: boolean;
};

/** The result of an attempt: the outcome, and the same as a step's result. `duration`: ms since it began. */
export type HookedResult = Outcome & {
  readonly status: "completed" | "failed";
  readonly output: Json;
  readonly error: Failure | null;
  readonly duration: number;
};

/**
 * A hook's verdict. Nothing, or true: allow. `details` are journalled with the decision; use them for values that the
 * hook read, which orch can't see.
 */
export type HookVerdict =
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that only looks returns nothing
  | void
  | boolean
  | { readonly allow: boolean; readonly reason?: string; readonly details?: Json };

/**
 * A policy in TypeScript, for rules that the language can't express. Hooks run at the edge: the decision is journalled
 * before the handler is called, and a replay reads it from there. A hook that throws, or does not answer within 30 s,
 * denies. Undos and confirms are not asked about, so compensation is always possible.
 */
export interface PolicyHook {
  /** By which the journal and other processes know it. */
  readonly name: string;
  /** Before each dispatch of an attempt: a denial fails the step as `denied`, its handler uncalled. */
  preExecution?(step: HookedAction, context: HookContext): HookVerdict | Promise<HookVerdict>;
  /** With what came of it. A denial fails the step as `denied`, though the world was reached: it is undone where it can be. */
  postExecution?(
    step: HookedAction,
    result: HookedResult,
    context: HookContext,
  ): HookVerdict | Promise<HookVerdict>;
}
