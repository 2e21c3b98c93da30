import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import type { Key } from "../identity.ts";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { Task, ToControl } from "../messages.ts";
import type { Heap } from "../persistent/heap.ts";
import type { HoldState, PoolState } from "./holds/pool.ts";

/** What an installation knows across its runs: who runs, and what is asked of people. */
export interface ControlState {
  readonly length: Seq;
  readonly at: Instant;
  /** Every run that was ever admitted: ids are never used again. */
  readonly runs: PersistentMap<RunId, RunEntry>;
  /** The last message of each run that was taken, by its stream; gone with the run. */
  readonly marks: PersistentMap<string, Seq>;
  /** Tasks by the message that asked for them, `stream#seq`. */
  readonly tasks: PersistentMap<string, TaskState>;
  /** The task of each key: a key opens one only. */
  readonly taskOf: PersistentMap<Key, string>;
  /** Answers and other word from outside that was taken. */
  readonly taken: PersistentMap<string, true>;
  /** What there is, by the name of its pool. */
  readonly pools: PersistentMap<string, PoolState>;
  /** Holds that are wanted or given, by the message that asked for them. */
  readonly holds: PersistentMap<string, HoldState>;
  /** Those that are wanted, by the same name: the most urgent first, and of those the first that came. */
  readonly line: List<string>;
  /** Gates that wait for an approval, by their message. */
  readonly gates: PersistentMap<string, GateState>;
  /** What was taken of each limit, the oldest first. */
  readonly limits: PersistentMap<string, List<Taken>>;
  /** What is true now, by name. */
  readonly readings: PersistentMap<string, ReadingState>;
  /** Who wants to be told when something changes, by the message that asked. */
  readonly watches: PersistentMap<string, Watch>;
  /** Who wants to be told of what happens, by event. */
  readonly subscribers: PersistentMap<string, List<Subscriber>>;
  readonly alarms: Heap<Alarm>;
}

export interface GateState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly ask: Extract<ToControl, { ask: "gate" }>;
  /** How many have agreed. */
  readonly approved: number;
  readonly due: Instant | undefined;
}

/** A place that was taken, by the message that asked. */
export interface Taken {
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

export interface Watch extends Subscriber {
  readonly names: readonly string[];
}

/** Time has come to something of control. */
export interface Alarm {
  readonly due: Instant;
  /** The hold, the reading or the gate that it speaks of. */
  readonly of: "hold" | "reading" | "gate";
  readonly name: string;
}

export interface RunEntry {
  /** Of its `Admitted`. */
  readonly seq: Seq;
  /** Whether anything was heard of it: its start needs not be asked for again. */
  readonly heard: boolean;
  readonly forgotten: boolean;
  /** Its tasks and its holds, by their message. */
  readonly tasks: readonly string[];
  /** Holds, watches and subscriptions. */
  readonly asks: readonly string[];
  /** The last message to it, and those it has not acknowledged. */
  readonly lastSaid: Seq | undefined;
  readonly unacknowledged: List<Seq>;
}

export interface TaskState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly task: Task;
  readonly status: "open" | "answered" | "withdrawn";
  /** Where several are asked: those who have answered so far. */
  readonly answers: readonly { readonly by: string; readonly value: Json }[];
}

export const emptyControl: ControlState = {
  length: 0,
  at: 0,
  runs: PersistentMap(),
  marks: PersistentMap(),
  tasks: PersistentMap(),
  taskOf: PersistentMap(),
  taken: PersistentMap(),
  pools: PersistentMap(),
  holds: PersistentMap(),
  line: List(),
  gates: PersistentMap(),
  limits: PersistentMap(),
  readings: PersistentMap(),
  watches: PersistentMap(),
  subscribers: PersistentMap(),
  alarms: undefined,
};

export const noMessages: List<Seq> = List();

/** Names a message. */
export function refName({ stream, seq }: Ref): string {
  return `${stream}#${seq}`;
}

export function runOf({ stream }: Ref): RunId {
  return stream.slice("run/".length);
}
