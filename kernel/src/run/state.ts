import type { Json, Plan } from "@orchlang/plan";
import type { Priority } from "@orchlang/plan/nodes";
import { type List, Map as PersistentMap } from "immutable";
import type { Failure } from "../failure.ts";
import type { Intent, Key, Reach, Standing } from "../identity.ts";
import { present } from "../invariant.ts";
import type { Instant, RunId, Seq } from "../machine.ts";
import type { ApprovalRequest, Fence, HeldMember, Occurrence, Reading, Reads, User } from "../messages.ts";
import { emptyQueue, type Queue } from "../persistent/queue.ts";
import { type Owner, Rows, Table } from "../persistent/rows.ts";
import { emptySchedule, type Schedule } from "../persistent/schedule.ts";
import type { Amounts } from "./amounts.ts";
import type { Deferral } from "./deferral.ts";
import type { Worst } from "./events.ts";
import type { Frame, FrameOutcome } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import type { Callee, NodeState } from "./node-state.ts";

/**
 * A run as its events made it. Nobody changes it in place but a {@link Draft}, and that only what it has made itself:
 * what bears its token as `owner`.
 */
export interface RunState {
  /** How many events there were. */
  readonly length: Seq;
  readonly at: Instant;
  readonly start: Start | undefined;
  readonly paused: boolean;
  /** How many `with`s wait for another member than they had, and what is to be decided only once they have one. */
  readonly suspended: number;
  readonly parked: readonly Subject[];
  /** By number, in the order in which they began. */
  readonly frames: Rows<Frame>;
  /** The newest frame of a plan's path and site; rounds are found through their loops. */
  readonly frameOf: Table<number>;
  /** How many of the frames are rounds. */
  readonly rounds: number;
  readonly root: Root;
  readonly intents: Table<IntentState>;
  /** Pending decisions, in order. Entries that are decided otherwise meanwhile are skipped. */
  readonly agenda: Queue<Subject>;
  readonly timers: Schedule<Timer>;
  /** How many timers there were when those that no longer mattered were last swept out. */
  readonly swept: number;
  /** `wholeRun`, and one for each frame of a goal with budgets, by its number. */
  readonly ledgers: PersistentMap<number, Ledger>;
  /** Capabilities that took more than they declare, and the most they took. */
  readonly overran: PersistentMap<string, Worst>;
  readonly trace: PersistentMap<string, List<Mark>>;
  /** Open questions to control, by their event. */
  readonly asks: PersistentMap<Seq, OpenAsk>;
  /** Holds that are asked for or given, by the event that asked. */
  readonly holds: PersistentMap<Seq, RunHold>;
  /** The last readings of signals and flags. */
  readonly context: PersistentMap<string, Reading>;
  /** Occurrences that no wait has taken, by event, in order. */
  readonly occurrences: PersistentMap<string, List<Heard>>;
  /** Waits and loops that go on when something is heard, by frame and node; some may be over. */
  readonly awaiting: PersistentMap<string, Place>;
  /** Subscriptions to changes, by the event that asked. */
  readonly watches: PersistentMap<Seq, "open" | "over">;
  /** Messages to control that are not acknowledged yet, in order. */
  readonly unheard: Queue<Seq>;
  /** The run's last message, and the last of the other side's that it has consumed. */
  readonly lastSaid: Seq | undefined;
  readonly marks: PersistentMap<string, Seq>;
  readonly withdrawn: PersistentMap<string, true>;
  /** Orders and unknown results that were taken, so that they are taken once. */
  readonly taken: PersistentMap<string, true>;
  /** Intents that are not at an end. */
  readonly live: number;
  /** Dispatches that are out. */
  readonly flying: number;
  readonly obligations: PersistentMap<string, Obligation>;
  readonly closed: Closed | undefined;
}

/** The ledger of the run as a whole. */
export const wholeRun = -1;

interface Start {
  readonly run: RunId;
  readonly plan: string;
  /** The deployment that it continues with. */
  readonly deploy: string;
  readonly at: Instant;
  readonly input: Json;
  readonly user: User;
  readonly seed: string;
  readonly priority?: Priority;
}

interface Root {
  readonly callee: Callee | undefined;
  readonly todo: "choose" | "close" | undefined;
  /** How it will close, once all is over. */
  readonly outcome: FrameOutcome | undefined;
}

/**
 * - `asking`: a task or a gate is open. - `running`: a dispatch is out. - `judged`: a result waits for `accept`.
 * - `tried`: a try is over, and what follows is to be decided. - `resting`: until the next try, or while policies defer it.
 * - `called`: it was asked for, and its token has not come back.
 * - `overdue`: given up, and it will be asked what became of it. - `confirming`: it is being asked.
 * - `doubt`: the operator is asked. - `stuck`: an undo that failed. - `ended`.
 */
type IntentStatus =
  | "asking"
  | "running"
  | "called"
  | "judged"
  | "tried"
  | "resting"
  | "overdue"
  | "confirming"
  | "doubt"
  | "stuck"
  | "ended";

/**
 * A pending decision about an intent. `tried`: a try failed; `lost`; `accept`; `granted`, `refused`: the gate's answer;
 * `confirmed`: the confirm's answer; `again`: the operator wants another try; `stop`: its region stops; `undo`: its
 * turn; `undone`; `contradiction`: it was done after all; `rebound`: it goes on with another member; `memberLost`: the
 * member of its own `using` is gone; `looked`: what policies defer it by is different; `revoked`: the consent that it began with is withdrawn.
 */
export type IntentTodo =
  | "tried"
  | "lost"
  | "accept"
  | "granted"
  | "refused"
  | "confirmed"
  | "again"
  | "stop"
  | "undo"
  | "undone"
  | "contradiction"
  | "rebound"
  | "memberLost"
  | "looked"
  | "revoked";

/** The question shown to people for a call. */
export interface Shown {
  readonly role: string;
  readonly text: string;
  /** Until when an approval is waited for, which control sees to. */
  readonly due?: Instant;
  /** How many are asked, where it is more than one. */
  readonly of?: number;
  /** Those who have answered so far. */
  readonly signed?: readonly string[];
  /** The approvals needed afterwards, in turn. */
  readonly later?: readonly ApprovalRequest[];
}

export interface IntentState {
  readonly intent: Intent;
  readonly key: Key;
  readonly role: "do" | "undo" | "confirm";
  /** For an undo or confirm: the intent that it refers to. */
  readonly of: Key | undefined;
  readonly frame: number;
  readonly node: number;
  readonly capability: string;
  readonly args: Json;
  readonly status: IntentStatus;
  readonly todo: IntentTodo | undefined;
  readonly attempt: number;
  readonly dispatch: number;
  readonly began: Instant;
  readonly ended: Instant | undefined;
  /** When its status ends by itself. */
  readonly due: Instant | undefined;
  /** Until then a try that was given up may still be alive. */
  readonly quiet: Instant | undefined;
  /** The sequence number of the event whose command waits for an answer. */
  readonly seq: Seq;
  readonly worst: Worst;
  readonly undoWorst: Worst | undefined;
  /** True if that is set aside: while it runs, and while it stands. */
  readonly undoHeld: boolean;
  /** The worst case of its confirm, and whether that is reserved. */
  readonly confirmWorst: Worst | undefined;
  readonly confirmHeld: boolean;
  /** For an undo or a confirm: the amount reserved for its further tries. */
  readonly furtherTriesReserve: Amounts;
  readonly standing: Standing;
  readonly result: Json | undefined;
  readonly hasResult: boolean;
  readonly failure: Failure | undefined;
  /** The reach of the last try. */
  readonly reach: Reach;
  /** Attempts before the operator gave it new ones. */
  readonly base: number;
  readonly stopping: boolean;
  readonly outcome: "completed" | "failed" | "skipped" | "cancelled" | undefined;
  /** By the operator. */
  readonly resolved: "completed" | "failed" | undefined;
  /** It is not to be undone, whatever fails: the operator wants it so. */
  readonly kept: boolean;
  /** A `commit` has passed since: its undo is retired (semantics, rule 28a). */
  readonly committed: boolean;
  /** Dispatched once more only to learn its result, for its undo. */
  readonly repeatedForResult: boolean;
  /** True if it had failed before its result was learnt: it still counts as failed where a rule asks for that. */
  readonly hadFailed: boolean;
  /** Its undo, its confirm. */
  readonly undo: Key | undefined;
  readonly confirm: Key | undefined;
  readonly spent: Amounts;
  /** The dispatches whose results were received, as `Ended 1.1`. */
  readonly heard: readonly string[];
  readonly reads: Reads;
  /** Why control said no; `none`: since nothing was there to be held. */
  readonly refusal: { readonly why: string; readonly none: boolean } | undefined;
  /** A result of an earlier call that control has kept, where it was asked for. */
  readonly recalled: { readonly value: Json } | undefined;
  readonly show: Shown | undefined;
  /** True if `show` asks to let it go ahead; whether that was agreed to. */
  readonly approval: boolean;
  readonly approved: boolean;
  /** How policies defer it, or did. */
  readonly deferral: Deferral | undefined;
  /** The hold of its `using`: the event that requested it. */
  readonly hold: Seq | undefined;
  /** How often that was replaced by another. */
  readonly rebinds: number;
  /** The fencing token of the members that its last try used. */
  readonly fence: number | undefined;
  readonly fences: readonly Fence[] | undefined;
  readonly owner: Owner;
}

/** The subject of an agenda entry. */
export type Subject =
  | { readonly key: Key }
  | { readonly frame: number; readonly node?: number }
  /** A hold or a watch that is over, by the event that asked for it. */
  | { readonly release: Seq }
  | { readonly root: true };

export interface Place {
  readonly frame: number;
  readonly node: number;
}

export interface Heard extends Occurrence {
  readonly at: Instant;
}

export type TimerKind = "due" | "grace" | "timeout" | "deadline" | "wait" | "owed" | "hold" | "holds";

export interface Timer {
  readonly due: Instant;
  /** Orders those due together. */
  readonly id: string;
  readonly kind: TimerKind;
  readonly key?: Key;
  readonly frame?: number;
  readonly node?: number;
}

/** Amounts spent, reserved for what runs, and reserved for undoing standing effects. */
export interface Ledger {
  readonly spent: Amounts;
  readonly reserved: Amounts;
  readonly undo: Amounts;
  /** The amount reserved for every `finally` that is still to come. */
  readonly last: Amounts;
}

/** An attempt that began or an intent that ended, for the guardrails; of a plan or goal, that it was called. */
export type Mark = { readonly at: Instant } & (
  | { readonly key: Key }
  /** `frame`: that of the plan which came to its end. */
  | { readonly args: Json; readonly frame?: number }
);

/** A pending question of an intent, or of a `with` for its hold. */
export type OpenAsk =
  | { readonly kind: "task" | "gate"; readonly key: Key }
  /** It tells the context by which policies defer an intent. */
  | { readonly kind: "watch"; readonly key: Key }
  | { readonly kind: "hold" }
  | { readonly kind: "read"; readonly frame: number; readonly node: number }
  /** Before a goal's plan is chosen, for a step or for the run itself. */
  | { readonly kind: "survey"; readonly place: Place | undefined };

/** Members of a pool that are wanted or had: by a `with`, or by a step through `using`. */
export interface RunHold {
  readonly frame: number;
  readonly node: number;
  /** The key of the step. */
  readonly key: Key | undefined;
  readonly pool: string;
  readonly status: "asked" | "held" | "over";
  readonly members: readonly HeldMember[];
  readonly since: Instant;
  /** When it is to begin; left out: as soon as it is granted. */
  readonly from?: Instant;
  /** The cost and consumption reserved for its whole time, and that time in ms. */
  readonly worst: Worst;
  readonly for: number;
  /** The places in limits that its gate took. `used`: an attempt began with it, so they count whenever it is let go of. */
  readonly places: "none" | "taken" | "used";
}

export interface Obligation {
  readonly rule: string;
  readonly key: Key;
  readonly due: Instant | undefined;
  readonly breached: boolean;
  readonly blocking: boolean;
}

interface Closed {
  readonly seq: Seq;
  readonly prev: Seq | undefined;
  readonly at: Instant;
  readonly outcome: FrameOutcome;
}

export const emptyRun: RunState = {
  length: 0,
  at: 0,
  start: undefined,
  paused: false,
  suspended: 0,
  parked: [],
  frames: new Rows(),
  frameOf: new Table(),
  rounds: 0,
  root: { callee: undefined, todo: undefined, outcome: undefined },
  intents: new Table(),
  agenda: emptyQueue,
  timers: emptySchedule,
  swept: 0,
  ledgers: PersistentMap(),
  overran: PersistentMap(),
  trace: PersistentMap(),
  asks: PersistentMap(),
  holds: PersistentMap(),
  context: PersistentMap(),
  occurrences: PersistentMap(),
  awaiting: PersistentMap(),
  watches: PersistentMap(),
  unheard: emptyQueue,
  lastSaid: undefined,
  marks: PersistentMap(),
  withdrawn: PersistentMap(),
  taken: PersistentMap(),
  live: 0,
  flying: 0,
  obligations: PersistentMap(),
  closed: undefined,
};

/**
 * A run's state while events are folded into it. Parts made by this draft bear its token and are changed in place; all
 * others are copied first. Once the token is dropped, the state is immutable.
 */
export type Draft = Mutable<RunState> & {
  readonly plan: Plan;
  readonly owner: Owner;
  /** The frame that was spoken of last: mostly it is the next one as well. */
  spoken: number;
};

export type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Reading only: a state or a draft. */
export type View = RunState | Draft;

export function frameAt(state: View, id: number): Frame {
  return present(state.frames.get(id), "a frame");
}

export function laidAt(frame: Frame, at: number): LaidNode {
  return present(frame.template.nodes[at], "a node of the plan");
}

/** Nodes that nothing has happened to are not kept. */
export function nodeAt(frame: Frame, at: number): NodeState {
  return frame.nodes.get(at) ?? laidAt(frame, at).untouched;
}

export function intentAt(state: View, key: Key): IntentState {
  return present(state.intents.get(key), "an intent");
}
