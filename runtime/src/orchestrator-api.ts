import type { Instant, RunId, Seq } from "@orchlang/kernel";
import type { AdmissionScope, ControlEvent } from "@orchlang/kernel/control";
import type { Order, User } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import type { ContextView } from "./context/view.ts";
import type { Library } from "./library/library.ts";
import type { OpenQuestion } from "./orchestrator/answer.ts";
import type { Prunable } from "./orchestrator/prune.ts";
import type { PrunedEvents } from "./orchestrator/prune-events.ts";
import type { Registration } from "./orchestrator/registry.ts";
import type { HoldReport, MemberReport, WorldReport } from "./orchestrator/world-report.ts";
import type {
  ArmRequest,
  ConsentReport,
  ControlEntry,
  Deploy,
  Entry,
  Ingested,
  IngressRecord,
  Refusal,
  Rest,
  SettingReport,
  StartRequest,
} from "./orchestrator-types.ts";

/** The runtime as a program embeds it. One at a time may write to a journal. */
export interface Orchestrator extends Library {
  /**
   * Names a function that carries out a capability, in this process. Throws a TypeError where it is no registration or
   * the name has one: mistakes of the program's text.
   */
  register(registration: Registration): void;
  /** The code that a plan would be run by here, and its id: what an approval names beside the plan's. */
  deploy(plan: PlanFile, root: string): Deploy | Refusal;
  /** Puts a plan file into the journal without starting it, so that later versions can be compared with it. */
  keep(plan: PlanFile): Promise<{ readonly done: true } | Refusal>;
  start(request: StartRequest): Promise<{ readonly run: RunId } | Refusal>;
  /**
   * Resumes open runs of the journal: all of them, or one by its id or an unambiguous prefix of it. `left`: open runs
   * that cannot resume here, each with its reason. A resting run is read only when time, an answer, a message or a record
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
   * Ingests a record: waiting runs continue, and armed triggers start others. A record that could not be read is rejected as
   * `shape`, and counted.
   */
  ingest(record: IngressRecord | { readonly fault: string }): Promise<Ingested | Refusal>;
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
  /** True if an answer or a claim was accepted under this id: the same again has no effect. The newest of very many. */
  hasTaken(id: string): boolean;
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
  /** The consents that a user has given to this installation, and those that were withdrawn. */
  consents(user: string): ConsentReport;
  /** The members of all pools. */
  members(): readonly MemberReport[];
  /** The members that a run waits for, and why none is given to it. */
  waits(run: RunId): readonly HoldReport[];
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
  /** Those of the runs that {@link prune} would remove now. */
  prunable(runs: readonly Prunable[]): Promise<readonly RunId[] | Refusal>;
  /**
   * Removes the events and the requests of runs that ended before an instant, in one commit. Runs that have not ended, or
   * of which anything is still to come, are left out. Their ids stay known: a repeated request starts nothing.
   */
  prune(runs: readonly Prunable[]): Promise<{ readonly pruned: readonly RunId[] } | Refusal>;
  /**
   * The events of control from before an instant that can be removed: signals, occurrences, answers, decisions. The newest
   * ten thousand stay, and all from the first on that a run has not acknowledged.
   */
  prunableEvents(before: Instant): Promise<PrunedEvents | Refusal>;
  /**
   * Removes the first of them, none from `end` on and at most 5,000, in one commit. The state that they led to is kept in their place, and the
   * journal can be verified from there on.
   */
  pruneEvents(before: Instant, end: Seq): Promise<PrunedEvents | Refusal>;
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
  /** Resolves with the reason once nothing goes on any more: its journal takes nothing, or it was closed. */
  readonly halted: Promise<string>;
  close(): Promise<void>;
}
