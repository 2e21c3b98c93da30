import type { Json, JsonObject, PlanId } from "@orchlang/plan";
import type { Priority } from "@orchlang/plan/nodes";
import { List, Map as PersistentMap } from "immutable";
import type { Key } from "../identity.ts";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { Need, Occurrence, Reads, Task, ToControl, User } from "../messages.ts";
import type { Heap } from "../persistent/heap.ts";
import type { FusionState } from "./happening.ts";
import type { Line } from "./holds/line.ts";
import type { HoldState, PoolState } from "./holds/pool.ts";
import { type LaidWorld, nothingLaid } from "./world/laid.ts";
import { type Declarations, nothingDeclared } from "./world/lay-out.ts";
import type { Slot } from "./world/slot.ts";

/** The state of an installation across its runs: active runs, tasks, pools, context. */
export interface ControlState {
  readonly length: Seq;
  readonly at: Instant;
  /** Runs that were admitted and have not ended. */
  readonly runs: PersistentMap<RunId, RunEntry>;
  /** Ended runs, so that a repeated request for one is recognised. Only the newest are kept, in two generations. */
  readonly ended: PersistentMap<RunId, true>;
  readonly endedBefore: PersistentMap<RunId, true>;
  /** The last message of each run that was taken, by its stream; gone with the run. */
  readonly marks: PersistentMap<string, Seq>;
  /** Tasks by the message that asked for them, `stream#seq`. */
  readonly tasks: PersistentMap<string, TaskState>;
  /** The task of each key: a key opens one only. */
  readonly taskOf: PersistentMap<Key, string>;
  /** Ids of external inputs: `true`, or the reason for which one was refused. The newest of very many, in two parts. */
  readonly taken: PersistentMap<string, true | string>;
  readonly takenBefore: PersistentMap<string, true | string>;
  /** Results that do in place of calls, by what makes those the same; of very many the newest, in two parts. */
  readonly remembered: PersistentMap<string, Remembered>;
  readonly rememberedBefore: PersistentMap<string, Remembered>;
  /** Pools by name. */
  readonly pools: PersistentMap<string, PoolState>;
  /** Members whose last holder may still use them, by the hold. */
  readonly quarantine: PersistentMap<string, readonly { readonly pool: string; readonly id: string }[]>;
  /** Holds that are wanted or given, by the message that asked for them. */
  readonly holds: PersistentMap<string, HoldState>;
  /** Those that are wanted, by the pool that was asked for. */
  readonly lines: PersistentMap<string, Line>;
  /** Gates that wait for an approval, by their message. */
  readonly gates: PersistentMap<string, GateState>;
  /** Amounts taken from each rate limit, oldest first. */
  readonly limits: PersistentMap<string, List<Taken>>;
  /** Current readings by name. */
  readonly readings: PersistentMap<string, ReadingState>;
  /** Subscriptions to changes, by the message that asked. */
  readonly watches: PersistentMap<string, Watch>;
  /** Subscribers by event. */
  readonly subscribers: PersistentMap<string, List<Subscriber>>;
  /** By event: runs that wait for it and have not subscribed yet, each with the occurrences since it was to begin. */
  readonly early: PersistentMap<string, PersistentMap<RunId, List<Occurrence>>>;
  /** Users who were reported, or who have given or withdrawn a consent. */
  readonly users: PersistentMap<string, UserState>;
  readonly alarms: Heap<Alarm>;
  /** Declarations of plans and programs, and the same prepared for evaluation. */
  readonly declared: Declarations;
  readonly laid: LaidWorld;
  /** Readings by signal and source. */
  readonly sensed: PersistentMap<string, PersistentMap<string, SourceReading>>;
  /** Past values of names with a history, oldest first, and when the oldest expires. */
  readonly history: PersistentMap<string, List<Past>>;
  readonly pruning: PersistentMap<string, Instant>;
  /** The readings from which a flag last turned. */
  readonly because: PersistentMap<string, Reads>;
  /** Flags, and what triggers watch for changes. */
  readonly conditions: PersistentMap<string, ConditionState>;
  /** When an event was last let through, by event and by what makes two the same. */
  readonly seen: PersistentMap<string, PersistentMap<string, Instant>>;
  /** The last report of each debounced source, by `source event`. */
  readonly unquiet: PersistentMap<string, Instant>;
  readonly fusions: PersistentMap<string, FusionState>;
  /** Triggers count only while a process says so: since when, and on whose behalf. */
  readonly armed: Armed | undefined;
  /** How much had come when they ceased to count last (see `counts`). */
  readonly disarmed: Seq;
  /** Schedules and periods, by `trigger#place`. */
  readonly timers: PersistentMap<string, TimerState>;
  /** Runs that triggers want and that were not admitted yet. */
  readonly firings: PersistentMap<RunId, FiringState>;
  /** Runs of one trigger, and of one plan, that count as overlapping. */
  readonly groups: PersistentMap<string, GroupState>;
  /** When something last set a trigger off that waits for quiet. */
  readonly quiet: PersistentMap<string, { readonly at: Instant; readonly for: number }>;
  /** When each trigger with a throttle has fired lately. */
  readonly throttles: PersistentMap<string, List<Instant>>;
  /** Numbers of firings and of inputs without effect, by reason: `name debounce`. */
  readonly tallies: PersistentMap<string, number>;
  /** Left out: runs begin. */
  readonly admission?: ClosedAdmission;
  /** Parts of the installation that begin no runs, by the text of their scope. */
  readonly closures: PersistentMap<string, ScopedClosure>;
  /** The newest words about `admission` and `closures`, oldest first. */
  readonly admissionWords: List<AdmissionWord>;
  /** The versions of each setting, oldest first. */
  readonly settings: PersistentMap<string, List<SettingVersion>>;
}

/** The runs of a scope begin no more. */
export interface ScopedClosure extends ClosedAdmission {
  readonly scope: AdmissionScope;
}

/** A value that somebody gave a setting, in force from its event on until the next version. */
export interface SettingVersion {
  /** Its event. */
  readonly seq: Seq;
  readonly at: Instant;
  /** The input's id, by which a repetition is recognised. */
  readonly id: string;
  /** Left out: none. */
  readonly value?: Json;
  readonly by: string;
  readonly why: string;
}

/** Runs begin no more, since then; or, with `opening`, they do, and those that were paused with it do not all go on yet. */
export interface ClosedAdmission {
  /** The id of the word. */
  readonly id: string;
  readonly mode: "stopped" | "paused" | "opening";
  readonly since: Instant;
  readonly by: string;
  readonly why: string;
  /** The runs that were paused with it. */
  readonly held: readonly RunId[];
}

/** Somebody's word about the admission of runs, by which a repetition is recognised. */
export interface AdmissionWord {
  readonly id: string;
  readonly mode: "open" | "stopped" | "paused";
  readonly why: string;
  readonly scope?: AdmissionScope;
  /** Those that it has paused, or let go on. */
  readonly moved: readonly RunId[];
}

export interface Remembered {
  readonly value: Json;
  readonly at: Instant;
}

export interface UserState {
  /** Absent: the user was never reported, so the run's own statement counts. */
  readonly known?: { readonly roles: readonly string[]; readonly trust?: string };
  readonly consents: PersistentMap<string, ConsentState>;
  readonly withdrawn: PersistentMap<string, true>;
}

export interface ConsentState {
  /** When it was given. */
  readonly at: Instant;
  readonly until?: Instant;
  /** The person who gave it in the user's name, and the delegation by which they may; left out: the user. */
  readonly by?: string;
  readonly under?: string;
}

export interface SourceReading {
  /** Left out: the source knows nothing. */
  readonly value?: Json;
  readonly confidence: number;
  /** When it was measured. */
  readonly when: Instant;
  readonly until?: Instant;
}

/** From then on it was known so; without a value: unknown. */
export interface Past {
  readonly at: Instant;
  readonly value?: Json;
}

export interface ConditionState {
  /** Left out: unknown. */
  readonly value?: boolean;
  readonly confidence?: number;
  readonly since: Instant;
  /** By how much had come. */
  readonly turned: Seq;
  /** It is true no longer, and counts as true until then. */
  readonly lapses?: Instant;
  /** When it has to be looked at again. */
  readonly due?: Instant;
  /** For a change: it has already fired. */
  readonly stood?: true;
  readonly version: number;
}

interface Armed {
  readonly since: Instant;
  /** Absolute directory that handler paths are relative to. */
  readonly root: string;
  readonly user: User;
}

interface TimerState {
  /** By what it is known again. */
  readonly spec: string;
  readonly due?: Instant;
}

/** A run that a trigger wants. */
export interface Firing {
  readonly trigger: string;
  readonly run: RunId;
  readonly request: string;
  readonly target: string;
  readonly plan: PlanId;
  readonly args: JsonObject;
  /** The runs of its trigger among which it counts. */
  readonly group: string;
  /** The overlap rule of its plan. */
  readonly among?: Slot;
  readonly depth: number;
  readonly priority?: Priority;
  readonly quiet?: { readonly key: string; readonly for: number };
}

interface FiringState extends Pick<Firing, "trigger" | "group" | "among" | "depth" | "args"> {
  readonly seq: Seq;
}

export interface GroupState {
  readonly active: List<RunId>;
  readonly queue: List<Firing>;
}

export const emptyGroup: GroupState = { active: List(), queue: List() };

export interface GateState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly ask: Extract<ToControl, { ask: "gate" }>;
  /** How many have agreed. */
  readonly approved: number;
  readonly due: Instant | undefined;
}

/** A place that was taken, by the message that asked. */
interface Taken {
  readonly at: Instant;
  readonly by: string;
}

/** The newest that is known of a signal or flag. */
export interface ReadingState {
  /** Left out: nothing is known. */
  readonly value?: Json;
  readonly confidence?: number;
  readonly at: Instant;
  /** From then on it does not count any more. */
  readonly until?: Instant;
  /** How often it has changed. */
  readonly version: number;
}

export interface Subscriber {
  readonly ref: Ref;
  readonly run: RunId;
}

interface Watch extends Subscriber {
  readonly names: readonly string[];
}

/** Time has come to something of control. */
export interface Alarm {
  readonly due: Instant;
  /** The hold, the pool, the reading or the gate that it speaks of. */
  readonly of:
    | "hold"
    | "line"
    | "reading"
    | "gate"
    | "condition"
    | "fusion"
    | "timer"
    | "member"
    | "consent"
    | "history";
  readonly name: string;
}

export interface RunEntry {
  /** The sequence number of its `Admitted`. */
  readonly seq: Seq;
  /** The entry point, and the start time. */
  readonly entry: string;
  readonly user: string;
  readonly started: Instant;
  /** For a run that a trigger started. */
  readonly fired?: Omit<FiringState, "seq" | "among">;
  /** The runs of its plan among which it counts. */
  readonly among?: string;
  /** The needs for which it requires an operator, if any. */
  readonly attention?: readonly Need[];
  /** True if anything was heard of it: its start needs not be asked for again. */
  readonly heard: boolean;
  /** Its tasks and its holds, by their message. */
  readonly tasks: readonly string[];
  /** Holds, watches and subscriptions. */
  readonly asks: readonly string[];
  /** The last message to it, and those it has not acknowledged. */
  readonly lastSaid: Seq | undefined;
  readonly unacknowledged: readonly Seq[];
}

export interface TaskState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly task: Task;
  readonly status: "open" | "answered" | "withdrawn";
  /** Where several are asked: those who have answered so far. */
  readonly answers: readonly { readonly by: string; readonly value: Json }[];
  /** The people for whom it is kept, at most as many as have still to answer. */
  readonly claims?: readonly string[];
}

export const emptyControl: ControlState = {
  length: 0,
  at: 0,
  runs: PersistentMap(),
  ended: PersistentMap(),
  endedBefore: PersistentMap(),
  marks: PersistentMap(),
  tasks: PersistentMap(),
  taskOf: PersistentMap(),
  taken: PersistentMap(),
  takenBefore: PersistentMap(),
  remembered: PersistentMap(),
  rememberedBefore: PersistentMap(),
  pools: PersistentMap(),
  quarantine: PersistentMap(),
  holds: PersistentMap(),
  lines: PersistentMap(),
  gates: PersistentMap(),
  limits: PersistentMap(),
  readings: PersistentMap(),
  watches: PersistentMap(),
  subscribers: PersistentMap(),
  early: PersistentMap(),
  users: PersistentMap(),
  alarms: undefined,
  declared: nothingDeclared,
  laid: nothingLaid,
  sensed: PersistentMap(),
  history: PersistentMap(),
  pruning: PersistentMap(),
  because: PersistentMap(),
  conditions: PersistentMap(),
  seen: PersistentMap(),
  unquiet: PersistentMap(),
  fusions: PersistentMap(),
  armed: undefined,
  disarmed: 0,
  timers: PersistentMap(),
  firings: PersistentMap(),
  groups: PersistentMap(),
  quiet: PersistentMap(),
  throttles: PersistentMap(),
  tallies: PersistentMap(),
  closures: PersistentMap(),
  admissionWords: List(),
  settings: PersistentMap(),
};

export const noMessages: readonly Seq[] = [];

/** Names a message. */
export function refName({ stream, seq }: Ref): string {
  return `${stream}#${seq}`;
}

export function runOf({ stream }: Ref): RunId {
  return stream.slice("run/".length);
}

/**
 * Which runs: those of a plan or goal (qualified name) whose input has each of these values, and that reach this label or
 * use a pool at this site. At least one of the four is there.
 */
export interface AdmissionScope {
  readonly plan?: string;
  readonly input?: JsonObject;
  readonly label?: string;
  readonly site?: string;
  /** The plans and goals that the label and the site meant when the word was given. Only earlier releases note them. */
  readonly plans?: readonly string[];
}
