import type { Failure, Instant, RunId, Seq } from "@orchlang/kernel";
import type { AdmissionScope, ControlEvent, SettingVersion, ToldHealth } from "@orchlang/kernel/control";
import type { Order, RunEvent, RunStatus, StepView, Totals, User, WaitingFor } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile, PlanId } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import type { ContextView } from "./context/view.ts";
import type { PolicyHook } from "./hooks/policy-hook.ts";

import type { Library } from "./library/library.ts";
import type { OpenQuestion } from "./orchestrator/answer.ts";
import type { Deploy } from "./orchestrator/deploy.ts";
import type { Registration } from "./orchestrator/registry.ts";
import type { MemberReport, WorldReport } from "./orchestrator/world-report.ts";

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
    /** For news: it is not declared; it comes too often; the queue is full. */
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
 * News from outside. `id` is the sender's own: news repeated under one id counts once. Names are qualified, as
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
 *   text).
 * - `withdrawal`: a user withdraws a consent: no action under it begins any more in their runs, present and future.
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
      /** The person who decided it by hand, and the reason: no event from outside can claim it. */
      readonly by?: User;
      readonly why?: string;
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

/**
 * A registry's statement about a pool. `capacity`: the number that can be held at once, however many members there are.
 */
export interface RegisteredPool {
  readonly capacity?: number;
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
   * Resumes open runs of the journal: all of them, or one by its id or an unambiguous prefix of it. `left`: open runs
   * that cannot resume here, each with its reason. A resting run is read only when time, an answer, a message or news
   * moves it on; if it can't resume then, the logger reports that.
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
   * Resolves once the run makes no progress by itself: it is closed, or waits for a person or a thing, and for no timer
   * within `patience` ms. {@link questions} returns what people are asked meanwhile.
   */
  rest(run: RunId, patience?: number): Promise<Rest>;
  /**
   * Calls `see` for every event in order, from `from` on, as soon as it is durable. Call the returned function to stop.
   * `refused` is called if there is no such run (should it begin, its events are still shown), and if its events were
   * altered, after which nothing more is shown. Errors that a listener throws are logged, as for {@link listen}.
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
   * The result of a request that calls back: its token, as sent in `X-Orch-Callback`, and the value. The same value
   * twice counts once.
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
   * Accepts news: waiting runs continue, and armed triggers start others. News that could not be read is refused as
   * `shape`, and counted.
   */
  hear(news: News | { readonly fault: string }): Promise<Heard | Refusal>;
  /** Arms triggers until this process ends. Occasions missed meanwhile are treated as each trigger says. */
  arm(request: ArmRequest): Promise<{ readonly done: true } | Refusal>;
  /**
   * Calls `see` for each event that control decides, as soon as it is durable. A listener from before triggers are
   * armed first receives the events decided while the journal was opened: alarms that fell due while the process was
   * down. Call the returned function to stop.
   */
  listen(see: (entry: ControlEntry) => void): () => void;
  /** An event of control as screens and logs may show it: values labelled above `internal` become `‹personal›`. */
  shown(event: ControlEvent): JsonObject;
  /** Questions to people that are unanswered, also from before this process began. */
  questions(): readonly OpenQuestion[];
  /** Why this person may not answer an open question, in words for them; undefined: they may. */
  mayNotAnswer(ref: string, by: User): string | undefined;
  /**
   * Keeps an open question for one person (`holder`), who alone answers it then; or no longer for `instead`. Refused where it
   * is kept for others. `id`: of the claim, which counts once under it.
   */
  claim(
    ref: string,
    claim: { readonly holder?: string; readonly instead?: string },
    by: User,
    id: string,
  ): Promise<{ readonly done: true } | Refusal>;
  around(): WorldReport;
  /** The members of all pools. */
  members(): readonly MemberReport[];
  /**
   * Opens or closes the admission of runs, in the name of somebody and for a reason; both are journalled. `stopped`: no run
   * begins, and triggers fire in vain. `paused`: every run is paused as well, and goes on when admission opens again.
   * `id`: of the word, which counts once under it. `scope`: for the runs of a plan or goal, or of an input, alone; opened by
   * the same scope again. Returns the runs that were paused or let go on.
   */
  admit(
    mode: "open" | "stopped" | "paused",
    why: string,
    by: User,
    id: string,
    scope?: AdmissionScope,
  ): Promise<{ readonly runs: readonly RunId[] } | Refusal>;
  /**
   * Gives a setting a value, from a recorded event on (`version`); without one, it has none. `name`: a signal of the armed
   * program, which then has this reading; `trigger NAME`, where `false` disables the trigger; or anything that begins with
   * `server `, for the program that embeds the runtime. `expects`: the version that is to be replaced, or 0 for none; if it
   * is another by now, the word is refused (`request`). `id`: of the word, which counts once under it.
   */
  set(
    setting: { readonly name: string; readonly value?: Json; readonly expects?: Seq },
    why: string,
    by: User,
    id: string,
  ): Promise<{ readonly name: string; readonly version: Seq } | Refusal>;
  /** Every setting that somebody has given a value, with its newest versions. */
  settings(): readonly SettingReport[];
  /** Keeps a record of something outside of runs. Nothing follows from it; it counts once under its id. */
  note(about: string, fields: JsonObject, id: string): Promise<{ readonly done: true } | Refusal>;
  /** The context of the runs: present values with age and reason, history, changes. */
  readonly context: ContextView;
  /**
   * Resolves when no run goes on and no trigger is about to start one, with the runs that are left: they wait for
   * somebody, or for a time further than `patience` ms away (default a minute). Or when nothing can go on any more.
   */
  settled(patience?: number): Promise<readonly RunId[]>;
  close(): Promise<void>;
}
