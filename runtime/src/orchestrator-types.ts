/** Requests to an orchestrator, and its reports. */
import type { Failure, Instant, RunId, Seq } from "@orchlang/kernel";
import type { ControlEvent, SettingVersion, ToldHealth } from "@orchlang/kernel/control";
import type { Order, RunEvent, RunStatus, StepView, Totals, User, WaitingFor } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile, PlanId } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import type { PolicyHook } from "./hooks/policy-hook.ts";

/** An event of a run, with its place. */
export interface Entry {
  readonly seq: Seq;
  readonly event: RunEvent;
}

/** How a run stands when nothing of it is under way. */
export type Rest =
  | { readonly status: RunStatus; readonly value?: Json; readonly failure?: Failure }
  | { readonly status: "waiting"; readonly waiting: readonly WaitingFor[] }
  /** The journal takes nothing more; what was journalled is safe and can be resumed. */
  | { readonly status: "stopped"; readonly message: string }
  /** There is no such run, or the journal does not have it as it was written. */
  | (Refusal & { readonly status: "refused" });

/** An event with its place in the hash chain. */
export interface ChainedEntry extends Entry {
  /** 64 hex digits: covers this event and, through the hash before it, all earlier ones. */
  readonly hash: string;
  /** Canonical JSON of it as it rests, which the hash covers, where something secret of it is sealed. */
  readonly body?: string;
}

/** A run in a line. */
export interface RunSummary {
  readonly run: RunId;
  readonly entry: string;
  readonly plan: PlanId;
  readonly started: Instant;
  readonly events: number;
  /** `running`: something of it is or was under way. `damaged`: its events are not as they were written. */
  readonly status: RunStatus | "running" | "waiting" | "damaged";
  /** An operator has stopped it: nothing begins, and no time comes due, until the word to go on. */
  readonly paused?: true;
  readonly waiting: readonly WaitingFor[];
}

/** A run as it stood after the event `at`. */
export interface RunReport extends RunSummary {
  readonly at: Seq;
  readonly ended?: Instant;
  readonly value?: Json;
  readonly failure?: Failure;
  /** With what undid them, in the order in which they began. */
  readonly steps: readonly StepView[];
  readonly spent: Totals;
}

/** A request that cannot be carried out, in words for the person who made it. */
export interface Refusal {
  readonly refused:
    | "input"
    | "plan"
    | "goal"
    | "unknown_run"
    | "ambiguous_run"
    | "unknown_event"
    | "unknown_step"
    | "not_waiting"
    | "shape"
    | "handlers"
    | "hooks"
    | "unapproved"
    /** Certificates are required, and one is missing or rejected. */
    | "uncertified"
    | "journal"
    | "closed"
    /** For records: it is not declared; it comes too often; the queue is full. */
    | "unknown"
    | "too_often"
    | "debounced"
    /** For context: its label is above the clearance. */
    | "clearance"
    /** The plan's limit of concurrent runs is reached. */
    | "overlap"
    /** The id of a request was used before, with another plan or input. */
    | "request"
    | "busy"
    | "paused";
  readonly message: string;
  readonly details?: readonly string[];
}

/** The plan to run, its input, and the acting user. */
export interface StartRequest {
  readonly plan: PlanFile;
  readonly input: Json;
  /** Absolute directory that handler paths are relative to. */
  readonly root: string;
  readonly user?: User;
  /** Asking twice with one id starts one run; with another plan or input it is refused. Left out: a new one. */
  readonly request?: string;
  /** A request that the journal does not know is taken as a new one, though what it has lost may have held it. */
  readonly afterLoss?: true;
  /** Only what was approved may start, and goes on with the code that was approved. */
  readonly locked?: readonly Approval[];
  /** Nothing starts unless the plan file shows, for each rule that it calls proved, why: a certificate that is verified. */
  readonly certificates?: "required";
  /** Asked in this run beside the orchestrator's own. By their names they are found where the run is gone on with. */
  readonly policyHooks?: readonly PolicyHook[];
  /** Additional values for hooks: journalled with the request. */
  readonly values?: JsonObject;
}

/** A plan and the code that it may be run by (semantics, rule 55). */
export interface Approval {
  readonly plan: PlanId;
  /** `sha256:` and 64 hex digits, as {@link Orchestrator.deploy} gives it. */
  readonly deploy: string;
}

/**
 * A record from outside. `id` is the sender's own: a record repeated under one id counts once. Names are qualified, as
 * `home.evening.motion`; where triggers are armed, an unambiguous last part is enough.
 * - `reading`: of a source, a signal or a flag; without a value it is unknown from now on. A quantity may have a
 *   unit, as `"21.5C"` or `{ value: 21.5, unit: "C" }`. `when`: the time of measurement (ms since 1970, or as text);
 *   absent: now. `until`: its expiry.
 * - `occurrence`: an event of the language has happened. `when`: its own time. `source`: the reporting source, one of
 *   the event's `from`.
 * - `member`: of a pool: fields, merged with the known ones, and its health. `beats`: its heartbeat interval (ms, or
 *   as `"30s"`; 0: no heartbeat any more): after two intervals of silence it is degraded and given to nobody, after
 *   four lost. `fences: false`: it does not check fencing tokens, so after an expired lease it is given to nobody
 *   before it was seen `idle`. `gone`: it is removed from the pool.
 * - `registry`: everything that a registry knows: members it no longer has are removed. It is accepted whole or not
 *   at all.
 * - `request`: a request at a path that triggers listen to.
 * - `pull`: a trigger is fired by hand.
 * - `user`: a user's identity. From then on control's word counts for their roles, trust and consents, and not the
 *   statement made when a run starts in their name. `gone`: they have no roles and no consents any more.
 * - `consent`: a user agrees to a scope, for runs that begin from now on; it ends at `until` (ms since 1970, or as
 *   text). `by`: the person who says so in the user's name, and `under` the delegation by which they may.
 * - `withdrawal`: a user withdraws a consent: no action under it begins any more in their runs, present and future.
 */
export type IngressRecord =
  | {
      readonly kind: "reading";
      readonly id: string;
      readonly name: string;
      readonly value?: Json;
      readonly confidence?: number;
      readonly when?: Instant | string;
      readonly until?: Instant;
    }
  | {
      readonly kind: "occurrence";
      readonly id: string;
      readonly event: string;
      readonly fields: Json;
      readonly when?: Instant | string;
      readonly source?: string;
    }
  | { readonly kind: "request"; readonly id: string; readonly path: string; readonly request: Json }
  | { readonly kind: "pull"; readonly id: string; readonly trigger: string }
  | {
      readonly kind: "member";
      readonly id: string;
      readonly pool: string;
      readonly member: string;
      readonly fields?: JsonObject;
      readonly health?: ToldHealth;
      readonly beats?: number | string;
      readonly fences?: boolean;
      readonly idle?: true;
      readonly gone?: true;
      /** The person who decided it by hand, and the reason: no event from outside can claim it. */
      readonly by?: User;
      readonly why?: string;
    }
  | {
      readonly kind: "registry";
      readonly id: string;
      readonly registry: string;
      readonly pools: Readonly<Record<string, RegisteredPool>>;
    }
  | {
      readonly kind: "user";
      readonly id: string;
      readonly user: string;
      readonly roles?: readonly string[];
      readonly trust?: string;
      readonly gone?: true;
    }
  | {
      readonly kind: "consent";
      readonly id: string;
      readonly user: string;
      readonly scope: string;
      readonly until?: Instant | string;
      readonly by?: string;
      readonly under?: string;
    }
  | {
      readonly kind: "withdrawal";
      readonly id: string;
      readonly user: string;
      readonly scope: string;
      readonly by?: string;
      readonly under?: string;
    };

/** The consents of one user, as they stand. */
export interface ConsentReport {
  /** `at`: when it was given; `by`: the person who gave it in the user's name, `under` the delegation by which they may. */
  readonly given: readonly {
    readonly scope: string;
    readonly at: Instant;
    readonly until?: Instant;
    readonly by?: string;
    readonly under?: string;
  }[];
  /** Withdrawn, or lapsed: no run acts under these, whatever it was started with. */
  readonly withdrawn: readonly string[];
}

/** The record was accepted. `notes`: parts of it that were probably meant differently, in sentences. */
export interface Ingested {
  readonly done: true;
  readonly notes?: readonly string[];
}

/**
 * A registry's statement about a pool. `capacity`: the number that can be held at once, however many members there are.
 */
export interface RegisteredPool {
  readonly capacity?: number;
  /** Its members are workers that connect by themselves: a block that lost one waits for another, even if none is connected. */
  readonly open?: true;
  /** The default of its members. */
  readonly beats?: number | string;
  readonly fences?: boolean;
  readonly members?: readonly (string | RegisteredMember)[];
}

/** A registry's statement about one member. */
export interface RegisteredMember {
  readonly id: string;
  readonly fields?: JsonObject;
  /** Left out: ready. */
  readonly health?: ToldHealth;
  readonly beats?: number | string;
  readonly fences?: boolean;
}

/** The armed program: its compiled triggers, and who is responsible for the runs they start. */
export interface ArmRequest {
  readonly world: World;
  /** The plans of everything that is started. */
  readonly plans: readonly PlanFile[];
  /** Absolute directory that handler paths are relative to. */
  readonly root: string;
  /** Default: nobody, with no role, who has agreed to what the plans were checked for. */
  readonly user?: User;
  /** Nothing is armed unless the certificates of all plans are there and verified. */
  readonly certificates?: "required";
}

/** An event of control, with its place. */
export interface ControlEntry {
  readonly seq: Seq;
  readonly event: ControlEvent;
}

/** A setting by its name, and the newest of its versions, oldest first. */
export interface SettingReport {
  readonly name: string;
  readonly versions: readonly SettingVersion[];
}

/** A plan with the code that it would be run by (semantics, rule 55). */
export interface Deploy {
  /** `sha256:` and 64 hex digits. */
  readonly id: string;
  /**
   * sha256 by capability: of the handler's file with all that it imports, of the request, of the registration's name and
   * version.
   */
  readonly handlers: Readonly<Record<string, string>>;
}

/** The operator's word, as a person gives it. */
export interface Word {
  readonly step: string | undefined;
  readonly order: Order["order"];
  readonly detail: Json;
  readonly why: string;
  readonly by: User;
  /** The order's id: an order repeated under it counts once. Absent: a fresh one. */
  readonly id?: string;
}

/** Somebody's word that has not been given yet: an operator's order, or an answer to a step that asks. */
export type Supposed =
  | Pick<Word, "step" | "order" | "detail">
  | { readonly step: string; readonly answer: Json };
