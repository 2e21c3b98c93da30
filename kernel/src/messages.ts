import type { Goal, Json, JsonObject } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Measure, NodeId, Priority } from "@orchlang/plan/nodes";
import type { Failure } from "./failure.ts";
import type { Call, Key } from "./identity.ts";
import type { Instant, Ref } from "./machine.ts";

/** A value of the context, as it was read. */
export interface Reading {
  readonly name: string;
  /** Left out: unknown. */
  readonly value?: Json;
  readonly confidence?: number;
  readonly age?: number;
  readonly version: number;
}
export type Reads = readonly Reading[];

/** Something that happened: an `event` of the language. */
export interface Occurrence {
  readonly id: string;
  readonly event: string;
  readonly fields: Json;
}

/** A task in an inbox. Opened once per key. */
export interface Task {
  readonly key: Key;
  readonly call: Call;
  readonly capability: string;
  readonly role: string;
  readonly count: number;
  readonly where?: Expression;
  /** The text shown to the person. */
  readonly show: string;
  readonly args: Json;
  readonly due?: Instant;
}

/**
 * A policy's rule about the member that an action would use. `deny`: excludes members for which it holds or may hold;
 * `allow`: keeps only members for which it certainly holds. Reads `resource`, signals and flags, and the `given`
 * values.
 */
export interface CandidateRule {
  readonly says: "deny" | "allow";
  readonly when: Expression;
  readonly given: Readonly<Record<string, Json>>;
}

/** Members of a pool, wanted together (semantics, rules 31 and 33). Durations in ms. */
export interface HoldRequest {
  readonly pool: string;
  readonly count: number;
  /** Reads `resource`, a candidate; all else that it reads stands in `given`. */
  readonly where?: Expression;
  /** Values of the run that `where` reads, by name. */
  readonly given?: Readonly<Record<string, Json>>;
  readonly rules?: readonly CandidateRule[];
  /** Nearest to here, and how far off at most, in metres. */
  readonly near?: Json;
  readonly distance?: number;
  /** ms since 1970: it is held from then on, and reserved until then. */
  readonly from?: number;
  readonly for: number;
  /** How long to stand in line, from when it is to be held; left out: for ever. */
  readonly wait?: number;
  readonly priority: Priority;
  /**
   * ms: the longest path that remains in the run from here. Among equally urgent wishes of a run, the longest path is
   * served first.
   */
  readonly rank?: number;
  /** The strategy of the goal that it is for, by which matching members are weighed. */
  readonly optimize?: Goal["optimize"];
  /** The measures by which members of the pool, and of those that it overflows into, are weighed instead. */
  readonly at?: readonly Measure[];
  /** Another member for one that was lost: where none would do even if it were free, nobody waits for it. */
  readonly again?: true;
}

/** A member that was given. Its fence is greater than that of everybody who held it before. */
export interface HeldMember {
  readonly pool: string;
  readonly id: string;
  readonly fence: number;
  /** The member's known fields, `id` included. */
  readonly fields: JsonObject;
}

/** The fencing token of a member with one holder at a time: the resource rejects it once it has seen a greater one. */
export type Fence = Pick<HeldMember, "pool" | "id" | "fence">;

/** How members came to be chosen, in words for people. */
export interface Placement {
  /** `place`: the nearest. `use`: who was held least. `measures`: those that the step names. Else the strategy of the goal. */
  readonly by: "place" | "use" | "measures" | Goal["optimize"];
  /** Why the first of them was chosen. */
  readonly because: string;
  /** The runners-up, at most three. */
  readonly next: readonly string[];
  readonly refused: readonly RefusedMembers[];
}

/** Members that were not given for one and the same reason. */
export interface RefusedMembers {
  readonly why: string;
  readonly count: number;
  /** Some of them by name. */
  readonly members: readonly string[];
}

/** At most so many in any window of so many ms. `name`: the rule, and what it counts by. */
export interface LimitRequest {
  /** Calls under one name are counted together. */
  readonly name: string;
  /** Default: the policy in `name`. */
  readonly rule?: string;
  readonly count: number;
  readonly per: number;
}

export interface ApprovalRequest {
  readonly role: string;
  /** ms. */
  readonly within?: number;
  /** The text shown to the person. */
  readonly show: string;
}

/** A hold that a statement of a plan is sure to request, as far as that is known before the plan starts. */
export interface SurveyedHold extends SurveyedPlace {
  readonly hold: HoldRequest;
}
interface SurveyedPlace {
  /** The plan that might be chosen, and its statement. */
  readonly plan: string;
  readonly node: NodeId;
}

/** A message from a run to control. */
export type ToControl =
  | { readonly ask: "task"; readonly task: Task }
  /**
   * With `watch` nothing is asked of anybody yet, nothing counted or held: what it `reads` is said, now and at every change,
   * until released.
   */
  | {
      readonly ask: "gate";
      readonly watch?: true;
      readonly call: Call;
      readonly key: Key;
      readonly attempt: number;
      readonly capability: string;
      readonly args: Json;
      readonly scopes: readonly string[];
      readonly policies: readonly string[];
      readonly reads: readonly string[];
      /** Places in windows that runs share, taken once an attempt. */
      readonly limits?: readonly LimitRequest[];
      /** The approvals needed first, one after another. */
      readonly approvals?: readonly ApprovalRequest[];
      /** The members the step uses, held from here to its end. */
      readonly hold?: HoldRequest;
      /** Under this name a result may be kept that does in place of the call; at most so many ms old. */
      readonly recall?: { readonly name: string; readonly within: number };
    }
  /** A result that other calls may have, by what makes them the same. */
  | { readonly ask: "remember"; readonly name: string; readonly value: Json }
  | { readonly ask: "cancel"; readonly ref: Ref }
  | { readonly ask: "hold"; readonly call: Call; readonly hold: HoldRequest }
  /**
   * `ref`: the message that asked for the hold. `doubtful`: what uses it may be using it still, for all that is known.
   * `begun`: an attempt began with it, so the places that its gate took in limits count.
   */
  | { readonly ask: "release"; readonly ref: Ref; readonly begun?: true; readonly doubtful?: true }
  /** Asks for the current values of names; with `watch` also for every change, until released. */
  | {
      readonly ask: "read";
      readonly call: Call;
      readonly names: readonly string[];
      readonly watch?: true;
    }
  /**
   * Before one of a goal's plans is chosen: what is true now of these names, and for which of these holds nobody would do
   * even if all were let go of. Nothing is held by it. `call`: the step that wants the goal; left out: the run itself.
   */
  | {
      readonly ask: "survey";
      readonly call?: Call;
      readonly goal: string;
      readonly names: readonly string[];
      readonly wanted: readonly SurveyedHold[];
    }
  /** Every occurrence from here on, as long as the run lasts. */
  | { readonly ask: "subscribe"; readonly event: string }
  | { readonly ask: "emit"; readonly event: string; readonly fields: Json }
  /** `value` or `failure`: where somebody listens to what came of it. */
  | {
      readonly ask: "closed";
      readonly status: RunStatus;
      readonly value?: Json;
      readonly failure?: Failure;
    };

/** A step that nothing goes on with before an operator has spoken: what became of it, how to undo it, what it owes. */
export interface Need {
  readonly step: string;
  readonly about: "doubt" | "undo" | "obligation";
}

/** A message from control to a run. `ref` names the run's message that it answers. */
export type ToRun =
  /** `of`: so many were asked, and have answered; left out: one. `by`: the last of them. */
  | {
      readonly say: "answered";
      readonly ref: Ref;
      readonly value: Json;
      readonly by: User;
      readonly of?: number;
    }
  /** So many of several voters or approvers have answered; further answers or conditions are outstanding. */
  | {
      readonly say: "signed";
      readonly ref: Ref;
      readonly by: User;
      readonly have: number;
      readonly of: number;
    }
  | {
      readonly say: "granted";
      readonly ref: Ref;
      readonly reads: Reads;
      readonly members?: readonly HeldMember[];
      readonly until?: Instant;
      readonly placed?: Placement;
      /** A result that is kept: nothing is counted or held for it. */
      readonly recalled?: { readonly value: Json };
    }
  /** `none`: what is to be held did not come free, or is not there. */
  | {
      readonly say: "refused";
      readonly ref: Ref;
      readonly why: string;
      readonly reads: Reads;
      readonly none?: true;
    }
  | { readonly say: "reads"; readonly ref: Ref; readonly reads: Reads }
  /** `absent`: of what was wanted, that for which nobody would do. */
  | {
      readonly say: "surveyed";
      readonly ref: Ref;
      readonly reads: Reads;
      readonly absent: readonly (SurveyedPlace & { readonly why: string })[];
    }
  | { readonly say: "matched"; readonly ref: Ref; readonly occurrence: Occurrence }
  | {
      readonly say: "held";
      readonly ref: Ref;
      readonly members: readonly HeldMember[];
      readonly until: Instant;
      readonly placed?: Placement;
    }
  /** `degraded`: it can still be used, and another is there: what can be moved is. */
  | {
      readonly say: "holdLost";
      readonly ref: Ref;
      readonly member: string;
      readonly why: string;
      readonly degraded?: true;
    }
  | { readonly say: "withdrawn"; readonly scope: string }
  | { readonly say: "noted" };

/** On whose behalf. `consents: ["*"]` has agreed to every scope. */
export interface User {
  readonly id: string;
  readonly roles: readonly string[];
  readonly consents: readonly string[];
  /** The consents they have withdrawn, which override those they gave. */
  readonly withdrawn?: readonly string[];
  readonly [attribute: string]: Json;
}

export type RunStatus = "completed" | "failed" | "cancelled";
