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
  /** Whether the user has consented to anything at all; `user.consents` says to what. */
  readonly consentGiven: boolean;
};

/** What came of an attempt: the outcome, and the same in the words of a step's result. `duration`: ms since it began. */
export type HookedResult = Outcome & {
  readonly status: "completed" | "failed";
  readonly output: Json;
  readonly error: Failure | null;
  readonly duration: number;
};

/**
 * What a hook says. Nothing, or true: it may go ahead. `details` are kept in the journal beside the decision: what was read
 * for it, which is otherwise not known to have been read.
 */
export type HookVerdict =
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that only looks returns nothing
  | void
  | boolean
  | { readonly allow: boolean; readonly reason?: string; readonly details?: Json };

/**
 * What the language cannot say about an action, said in TypeScript. It is an effect at the rim: what it decided is in the
 * journal before the handler is called, and a replay reads it there. A hook that throws, or says nothing for 30 s, denies.
 * Undos and confirms are not asked about: what was done can always be taken back.
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
