import type { Json, Label, Money, NodeId, PlanId } from "@orchlang/plan";
import type { Failure, Outcome, Spent } from "../failure.ts";
import type { Call, Intent, Key, Site, Standing } from "../identity.ts";
import type { Instant, Ref, Seq } from "../machine.ts";
import type { Reads, ToControl, ToRun } from "../messages.ts";

/** On whose behalf. `consents: ["*"]` has agreed to every scope. */
export interface User {
  readonly id: string;
  readonly roles: readonly string[];
  readonly consents: readonly string[];
  readonly [attribute: string]: Json;
}

export type RunStatus = "completed" | "failed" | "cancelled";
export type CallStatus = "completed" | "failed" | "skipped" | "cancelled";

/** What one attempt may use at most, with the arguments it has. Money; ms; J; tokens. Left out: no bound. */
export interface Worst {
  readonly cost?: Money;
  readonly latency?: number;
  readonly energy?: number;
  readonly tokens?: number;
}

/** A check that was decided at a gate. */
export interface Decided {
  readonly check: string;
  readonly holds: boolean | "unknown";
  /** A warning or a denial, in the rule's words. */
  readonly because?: string;
}

/** The operator's word. STEP names a call, `review` or `review[2]`. */
export type Order =
  | { readonly order: "cancel"; readonly undo: boolean; readonly force?: true }
  | { readonly order: "pause" }
  | { readonly order: "unpause" }
  | {
      readonly order: "resolve";
      readonly key: Key;
      readonly as: { readonly completed: Json } | "retry" | { readonly failed: string };
    }
  | { readonly order: "retry"; readonly key: Key }
  | { readonly order: "skip"; readonly key: Key };

/** Observed: an input of the run machine, whole. Always the first event of a turn. */
export type Observed =
  | {
      readonly t: "Started";
      readonly plan: PlanId;
      readonly deploy: string;
      readonly input: Json;
      readonly user: User;
      /** 16 hex digits. */
      readonly seed: string;
      readonly label: Label;
      readonly cause: Ref | { readonly request: string };
    }
  | {
      readonly t: "Ended";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly outcome: Outcome;
      readonly spent: Spent;
      readonly by?: string;
    }
  | {
      readonly t: "Lost";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly why: "worker" | "process";
    }
  | { readonly t: "Told"; readonly from: Ref; readonly ack: Seq; readonly say: ToRun }
  | {
      readonly t: "Ordered";
      readonly id: string;
      readonly by: User;
      readonly why: string;
      readonly order: Order;
    }
  | { readonly t: "Woke" };

/** Decided: everything that a consequence needs. */
export type DecidedEvent =
  | { readonly t: "Asked"; readonly intent?: Intent; readonly prev?: Seq; readonly ask: ToControl }
  | {
      readonly t: "Began";
      readonly intent: Intent;
      readonly attempt: number;
      readonly capability: string;
      readonly args: Json;
      readonly worst: Worst;
      /** The limit of this try; left out: none. */
      readonly due?: Instant;
      readonly fence?: number;
      readonly reads: Reads;
      readonly checks: readonly Decided[];
      /** The key that an undo takes back, or a confirm asks about. */
      readonly of?: Key;
    }
  | { readonly t: "Dispatched"; readonly key: Key; readonly attempt: number; readonly dispatch: number }
  | { readonly t: "TimerSet"; readonly id: string; readonly due: Instant }
  | { readonly t: "TimerCleared"; readonly id: string }
  | {
      readonly t: "Branched";
      readonly routine: string;
      readonly node: NodeId;
      readonly site: Site;
      readonly took: number;
      readonly reads: Reads;
    }
  | {
      readonly t: "Settled";
      readonly call: Call;
      readonly status: CallStatus;
      readonly standing: Standing;
      readonly value?: Json;
      readonly failure?: Failure;
    }
  | { readonly t: "Doubted"; readonly key: Key }
  | { readonly t: "Overran"; readonly key: Key; readonly declared: Worst; readonly actual: Spent }
  | {
      readonly t: "Owed" | "Paid" | "Waived" | "Breached";
      readonly rule: string;
      readonly call: Call;
      readonly due?: Instant;
    }
  | {
      readonly t: "Chose";
      readonly goal: string;
      readonly plan: number;
      readonly carried: readonly Call[];
      readonly because: Json;
    }
  | { readonly t: "Unwinding"; readonly why: Failure | Order }
  | { readonly t: "Closed"; readonly status: RunStatus; readonly value?: Json; readonly failure?: Failure };

/** One entry of a run's journal. `at` never runs backwards within a stream. */
export type RunEvent = { readonly at: Instant } & (Observed | DecidedEvent);
export type RunInput = { readonly at: Instant } & Observed;

export const observedKinds: ReadonlySet<RunEvent["t"]> = new Set([
  "Started",
  "Ended",
  "Lost",
  "Told",
  "Ordered",
  "Woke",
]);
