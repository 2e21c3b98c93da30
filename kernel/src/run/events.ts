import type { Json, Label, Money, PlanId } from "@orchlang/plan";
import type { NodeId, Priority } from "@orchlang/plan/nodes";
import type { Chosen, Failure, Outcome, Spent } from "../failure.ts";
import type { Call, Intent, Key, Region, Site, Slot, Standing } from "../identity.ts";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { Fence, Reads, RunStatus, ToControl, ToRun, User } from "../messages.ts";

export type CallStatus = "completed" | "failed" | "skipped" | "cancelled";

/** The worst case of one attempt with its arguments. Money; ms; J; tokens. Absent: unbounded. */
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

/**
 * An operator's order. A key is that of the intent it refers to.
 * - `cancel`: stops, undoes unless `undo` is false, then `finally`. A later one with `force` closes at once.
 * - `resolve`: the outcome of an intent in doubt. `retry` keeps the key, and needs a run that still goes forward.
 * - `retry`: repeats a failed undo with all its tries; repeats an undone call anew under another key.
 * - `skip`: continues without a task or a delay; leaves the effect of a failed undo; waives a pending obligation.
 */
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

export interface Carried {
  readonly node: NodeId;
  readonly key: Key;
}

/** Observed: an input of the run machine, whole. Always the first event of a turn. */
type Observed =
  | {
      readonly t: "Started";
      /** Its own id: keys are made from it, and its messages bear it. */
      readonly run: RunId;
      readonly plan: PlanId;
      readonly deploy: string;
      readonly input: Json;
      readonly user: User;
      /** 16 hex digits. */
      readonly seed: string;
      readonly label: Label;
      readonly cause: Ref | { readonly request: string };
      /** How urgent all of it is, whatever its plans say; steps that say it themselves apart. */
      readonly priority?: Priority;
    }
  | {
      readonly t: "Ended";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly outcome: Outcome;
      readonly spent: Spent;
      /** Names the one that carried it out, where that was chosen. */
      readonly by?: string;
      readonly chosen?: Chosen;
    }
  | {
      readonly t: "Lost";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly why: "worker" | "process";
    }
  /** The result of a request that calls back. `by`: the bearer of its token. */
  | { readonly t: "Returned"; readonly key: Key; readonly value: Json; readonly by: User }
  | { readonly t: "Told"; readonly from: Ref; readonly ack: Seq; readonly say: ToRun }
  | {
      readonly t: "Ordered";
      readonly id: string;
      readonly by: User;
      readonly why: string;
      readonly order: Order;
    }
  /**
   * The answer of an embedding program's hook about an attempt: before its handler is called, or about its result. A
   * denial takes effect through the `Ended` that follows.
   */
  | {
      readonly t: "Hooked";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly hook: string;
      readonly when: "before" | "after";
      readonly allows: boolean;
      readonly because?: string;
      readonly details?: Json;
    }
  /** The code that the run goes on with is other code; `changed`: the capabilities whose code it is. */
  | { readonly t: "Deployed"; readonly deploy: string; readonly changed: readonly string[] }
  | { readonly t: "Woke" };

/** Decided: everything that a consequence needs. */
export type DecidedEvent =
  | {
      readonly t: "Asked";
      readonly intent?: Intent;
      readonly prev?: Seq;
      readonly ask: ToControl;
      /** For a hold: its cost and consumption over its whole time. */
      readonly worst?: Worst;
      readonly checks?: readonly Decided[];
    }
  | {
      readonly t: "Began";
      readonly intent: Intent;
      readonly attempt: number;
      readonly capability: string;
      readonly args: Json;
      readonly worst: Worst;
      /** The worst case of its undo, if it has one: reserved until no undo is needed. */
      readonly undoWorst?: Worst;
      /** The worst case of its confirm: reserved until the outcome is known or asked for. */
      readonly confirmWorst?: Worst;
      /** The limit of this try; left out: none. */
      readonly due?: Instant;
      /** The fencing token of the member that it uses. */
      readonly fence?: number;
      /** Where it uses several. */
      readonly fences?: readonly Fence[];
      readonly reads: Reads;
      readonly checks: readonly Decided[];
      /** The key that an undo undoes, or a confirm asks about. */
      readonly of?: Key;
    }
  | {
      readonly t: "Dispatched";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly due?: Instant;
    }
  /**
   * This try is given up: out of time, no longer wanted, no longer consented to, another result came first, or the
   * member that it used is lost, for good or (`rebound`) until it goes on with another. The shell aborts it.
   */
  | {
      readonly t: "Aborted";
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly why: "timeout" | "cancelled" | "revoked" | "superseded" | "lost" | "rebound";
    }
  /**
   * Policies defer a call: it is asked about again at `due`, or once something that they read is different. `until`: as
   * long as each may defer it.
   */
  | {
      readonly t: "Deferred";
      readonly intent: Intent;
      readonly attempt: number;
      readonly capability: string;
      readonly args: Json;
      readonly due: Instant;
      readonly by: readonly {
        readonly check: string;
        readonly policy: string;
        readonly because: string;
        readonly until: Instant;
      }[];
      readonly reads: Reads;
    }
  /**
   * A sub-plan or goal begins, with these arguments. `nth`: how often the step has called it with this, from 2;
   * `request`: which of those that `attempts n` allows, from 2. Left out: the first.
   */
  | {
      readonly t: "Entered";
      readonly call: Call;
      readonly target: string;
      readonly input: Json;
      readonly nth?: number;
      readonly request?: number;
    }
  /** `key`: the next try of that intent; `call`: a wait, or until what it called is called again; `held`: how long its condition has to hold from here. */
  | {
      readonly t: "TimerSet";
      readonly id: string;
      readonly due: Instant;
      readonly key?: Key;
      readonly call?: Call;
      readonly held?: true;
    }
  /** `call`: a condition no longer holds, and its time starts anew when it does. */
  | { readonly t: "TimerCleared"; readonly id: string; readonly call?: Call }
  /** A wait for a condition or an occurrence begins; `due`: it lasts no longer. */
  | { readonly t: "Awaited"; readonly call: Call; readonly due?: Instant }
  /**
   * How a composite continues. A branch: the arm, from 0, or -1 for none. A loop over a list: the number of rounds; a
   * loop with memory: the next round. A race: the number of branches. A step: its handler block, from 1. `finally`: -1
   * for none.
   */
  | {
      readonly t: "Branched";
      readonly routine: string;
      readonly node: NodeId | "finally";
      readonly site: Site;
      readonly took: number;
      readonly reads: Reads;
      /** The occurrence that a round is for. */
      readonly occurrence?: string;
    }
  /** `key`: the intent that it settles, where there is one. `next`: the handler that takes over. */
  | {
      readonly t: "Settled";
      readonly call: Call;
      readonly key?: Key;
      readonly next?: Slot;
      /** The occurrence that a wait ends with. */
      readonly occurrence?: string;
      readonly status: CallStatus;
      readonly standing: Standing;
      readonly value?: Json;
      readonly failure?: Failure;
      /** An undo or a confirm that a rule does not let begin: what it would have been. */
      readonly about?: Pick<Extract<DecidedEvent, { t: "Began" }>, "intent" | "capability" | "args" | "of">;
      /** For a denial: the decisions and the values read for them. */
      readonly checks?: readonly Decided[];
      readonly reads?: Reads;
      /** It is the result of an earlier call, that was kept. */
      readonly recalled?: true;
    }
  | { readonly t: "Doubted"; readonly key: Key }
  | { readonly t: "Overran"; readonly key: Key; readonly declared: Worst; readonly actual: Spent }
  | {
      readonly t: "Owed" | "Paid" | "Waived" | "Breached";
      /** `guardrail.2`: the rule's place in its guardrail, from 0. */
      readonly rule: string;
      readonly call: Call;
      /** The intent that owes it. */
      readonly key: Key;
      readonly due?: Instant;
    }
  | {
      readonly t: "Chose";
      readonly goal: string;
      /** The caller; absent: the run itself. */
      readonly call?: Call;
      readonly plan: number;
      /** Calls that the next plan takes over from the failed one: the statement, and the key that stands or runs. */
      readonly carried: readonly Carried[];
      readonly because: Json;
    }
  /** A plan that is called again comes to a call that still stands from before: it goes on under its key. */
  | { readonly t: "Resumed"; readonly intent: Intent }
  /** The rest of the failed plan is undone, so the goal's next plan starts. */
  | { readonly t: "Switched"; readonly goal: string; readonly call?: Call }
  /**
   * All of the region stops; what stands in it is undone, last first. `rejected`: its caller doesn't accept its value.
   * `keeps`: nothing is undone, since it stands in `finally` (semantics, rule 25).
   */
  | {
      readonly t: "Unwinding";
      readonly region: Region;
      readonly why: Failure | Order | "lost the race";
      readonly rejected?: true;
      readonly keeps?: true;
    }
  /** The run's last message to control. `abandoned`: doubts, pending obligations and undos that a forced cancel left open. */
  | {
      readonly t: "Closed";
      readonly status: RunStatus;
      readonly value?: Json;
      readonly failure?: Failure;
      readonly abandoned?: readonly Key[];
    };

/** One entry of a run's journal. `at` never runs backwards within a stream. */
export type RunEvent = { readonly at: Instant } & (Observed | DecidedEvent);
export type RunInput = { readonly at: Instant } & Observed;

export const observedKinds: ReadonlySet<RunEvent["t"]> = new Set([
  "Started",
  "Ended",
  "Lost",
  "Returned",
  "Told",
  "Ordered",
  "Hooked",
  "Deployed",
  "Woke",
]);
