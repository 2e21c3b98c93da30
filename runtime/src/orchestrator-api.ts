import type { Failure, Instant, RunId, Seq } from "@orchlang/kernel";
import type { ControlEvent, ToldHealth } from "@orchlang/kernel/control";
import type { Order, RunEvent, RunStatus, StepView, Totals, User, WaitingFor } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile, PlanId, World } from "@orchlang/plan";
import type { ContextView } from "./context/view.ts";
import type { PolicyHook } from "./hooks/policy-hook.ts";

import type { Library } from "./library/door.ts";
import type { Deploy } from "./orchestrator/deploy.ts";
import type { OpenQuestion } from "./orchestrator/questions.ts";
import type { Registration } from "./orchestrator/registry.ts";
import type { WorldReport } from "./orchestrator/world-report.ts";

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
  /** With what took them back, in the order in which they began. */
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
    /** Of news: nobody declared such a thing; it comes too often; too much waits to be taken. */
    | "unknown"
    | "too_often"
    | "debounced"
    /** Of what is known: it is labelled above what may be told. */
    | "clearance"
    /** Of its plan as many runs go on as may. */
    | "overlap"
    /** The id of a request was used before, with another plan or input. */
    | "request"
    | "busy";
  readonly message: string;
  readonly details?: readonly string[];
}

/** What is to be run, with what, and on whose behalf. */
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
  /** What hooks are given beside the user: kept in the journal with the request. */
  readonly values?: JsonObject;
}

/** A plan and the code that it may be run by (semantics, rule 55). */
export interface Approval {
  readonly plan: PlanId;
  /** `sha256:` and 64 hex digits, as {@link Orchestrator.deploy} gives it. */
  readonly deploy: string;
}

/**
 * What goes on around the runs. `id` is the teller's own: what is told twice under one counts once. Names are
 * qualified, as `home.evening.motion`; where triggers are armed their last part will do, if it is the only such.
 * - `reading`: of a source, a signal or a flag; without a value nothing is known of it any more. A quantity may be told
 *   with its unit, as `"21.5C"` or `{ value: 21.5, unit: "C" }`. `when` it was measured (ms since 1970, or as text);
 *   left out: now. `until`: it counts no longer than that.
 * - `occurrence`: an event of the language has happened. `when`: its own time. `source`: who says so, one of those that the
 *   event is `from`.
 * - `member`: of a pool: its fields, beside those that are known; whether it can be used. `beats`: it promises word of
 *   itself so often (ms, or as `"30s"`; 0: no longer): after two of these it is degraded and given to nobody, after four
 *   lost. `fences: false`: it does not look at fencing tokens, so that nobody is given it after a lease ran out before it
 *   was seen `idle`. `gone`: it is taken out of the pool.
 * - `registry`: all that a registry knows: what it does not have any more is taken out. It is taken whole, or not at all.
 * - `request`: somebody asks at a path that triggers listen to.
 * - `pull`: somebody sets a trigger off by hand.
 * - `user`: who somebody is. From then on control's word holds on their roles, their trust and what they have agreed to, and
 *   not what is told as a run is started in their name. `gone`: they have no role any more, and have agreed to nothing.
 * - `consent`: somebody agrees to a scope, for runs that begin from now on; `until` then (ms since 1970, or as text).
 * - `withdrawal`: somebody takes back a consent: in their runs nothing more begins under it, now and from now on.
 */
export type News =
  | {
      readonly tells: "reading";
      readonly id: string;
      readonly name: string;
      readonly value?: Json;
      readonly confidence?: number;
      readonly when?: Instant | string;
      readonly until?: Instant;
    }
  | {
      readonly tells: "occurrence";
      readonly id: string;
      readonly event: string;
      readonly fields: Json;
      readonly when?: Instant | string;
      readonly source?: string;
    }
  | { readonly tells: "request"; readonly id: string; readonly path: string; readonly request: Json }
  | { readonly tells: "pull"; readonly id: string; readonly trigger: string }
  | {
      readonly tells: "member";
      readonly id: string;
      readonly pool: string;
      readonly member: string;
      readonly fields?: JsonObject;
      readonly health?: ToldHealth;
      readonly beats?: number | string;
      readonly fences?: boolean;
      readonly idle?: true;
      readonly gone?: true;
    }
  | {
      readonly tells: "registry";
      readonly id: string;
      readonly registry: string;
      readonly pools: Readonly<Record<string, RegisteredPool>>;
    }
  | {
      readonly tells: "user";
      readonly id: string;
      readonly user: string;
      readonly roles?: readonly string[];
      readonly trust?: string;
      readonly gone?: true;
    }
  | {
      readonly tells: "consent";
      readonly id: string;
      readonly user: string;
      readonly scope: string;
      readonly until?: Instant | string;
    }
  | { readonly tells: "withdrawal"; readonly id: string; readonly user: string; readonly scope: string };

/** News was taken. `notes`: what of it seems to be meant otherwise, in sentences. */
export interface Heard {
  readonly done: true;
  readonly notes?: readonly string[];
}

/** What a registry says of a pool. `capacity`: so many can be held at once, however many there are. */
export interface RegisteredPool {
  readonly capacity?: number;
  /** Of all its members that say nothing else. */
  readonly beats?: number | string;
  readonly fences?: boolean;
  readonly members?: readonly (string | RegisteredMember)[];
}

/** What a registry says of one member. */
export interface RegisteredMember {
  readonly id: string;
  readonly fields?: JsonObject;
  /** Left out: ready. */
  readonly health?: ToldHealth;
  readonly beats?: number | string;
  readonly fences?: boolean;
}

/** What a program's triggers are armed with: what the compiler makes of it, and who answers for what they start. */
export interface ArmRequest {
  readonly world: World;
  /** Of all that is started. */
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

/** The runtime as a program embeds it. One at a time may write to a journal. */
export interface Orchestrator extends Library {
  /**
   * Names a function that carries out a capability, in this process. Throws a TypeError where it is no registration or
   * the name has one: mistakes of the program's text.
   */
  register(registration: Registration): void;
  /** The code that a plan would be run by here, and its id: what an approval names beside the plan's. */
  deploy(plan: PlanFile, root: string): Deploy | Refusal;
  start(request: StartRequest): Promise<{ readonly run: RunId } | Refusal>;
  /**
   * Goes on with open runs of the journal: all of them, or one by its id or an unambiguous beginning of it.
   * `left`: open runs that cannot go on here, each with its reason. A run that rests is read once time, an answer, a word
   * or news moves it on; if it can't go on then, the logger is told.
   */
  resume(run?: string): Promise<
    | {
        readonly runs: readonly RunId[];
        readonly left: readonly { readonly run: RunId; readonly refusal: Refusal }[];
      }
    | Refusal
  >;
  /**
   * Whether an open run waits, and is not even in memory: within so many ms nothing moves it on but what somebody says to
   * it. False of a run that this process has not resumed.
   */
  sleeps(run: string, patience?: number): boolean;
  /**
   * Resolves once nothing of the run goes on: it is closed, or waits for somebody or something, and for no time within
   * `patience` ms. What people are asked meanwhile {@link questions} tells.
   */
  rest(run: RunId, patience?: number): Promise<Rest>;
  /**
   * Every event as soon as it is durable, from `from` on, in order. The answer ends it. `refused`: told where there is no
   * such run (should it begin, it is shown all the same), and where its events are not as they were written: then nothing
   * more is shown. What a listener throws is told on the side, as of {@link listen}.
   */
  watch(run: RunId, from: Seq, see: (entry: Entry) => void, refused?: (why: Refusal) => void): () => void;
  /**
   * `step` as a person writes it: `review`, `review[2]`. Nothing is journalled where the value does not fit. `id`: of this
   * answer; given twice under one id it counts once, also after a restart.
   */
  answer(
    run: RunId,
    step: string,
    value: Json,
    by?: User,
    id?: string,
  ): Promise<{ readonly done: true } | Refusal>;
  /**
   * What a request that calls back has come to: its token, as it was sent along as `X-Orch-Callback`, and the value. The
   * same value twice counts once.
   */
  callback(token: string, value: Json, by?: User): Promise<{ readonly done: true } | Refusal>;
  /**
   * The operator's word. `detail` for `resolve`: `{ completed: value }`, `"retry"` or `{ failed: "why" }`;
   * for `cancel`: `{ undo?: boolean, force?: true }`; else null. `id` as of {@link answer}.
   */
  order(
    run: RunId,
    step: string | undefined,
    order: Order["order"],
    detail: Json,
    why: string,
    by?: User,
    id?: string,
  ): Promise<{ readonly done: true } | Refusal>;
  /**
   * Tells of the world: runs that wait for it go on, triggers that are armed start others. What could not even be read is
   * refused as `shape`, and counted.
   */
  hear(news: News | { readonly fault: string }): Promise<Heard | Refusal>;
  /** Triggers count from now on, until this process ends. What was due meanwhile is treated as each of them says. */
  arm(request: ArmRequest): Promise<{ readonly done: true } | Refusal>;
  /**
   * What control decides from now on, as soon as it is durable. Who listens before triggers are armed is told first what
   * was decided as the journal was opened: what came due while nothing ran. The answer ends it.
   */
  listen(see: (entry: ControlEntry) => void): () => void;
  /** An event of control as screens and logs may have it: what is labelled above `internal` is told as `‹personal›`. */
  shown(event: ControlEvent): JsonObject;
  /** What people are asked and have not answered, also from before this process began. */
  questions(): readonly OpenQuestion[];
  around(): WorldReport;
  /** What is true around the runs, since when and why; what it was; what changes. */
  readonly context: ContextView;
  /**
   * Resolves when no run goes on and no trigger is about to start one, with the runs that are left: they wait for
   * somebody, or for a time further than `patience` ms away (default a minute). Or when nothing can go on any more.
   */
  settled(patience?: number): Promise<readonly RunId[]>;
  close(): Promise<void>;
}
