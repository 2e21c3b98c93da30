import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import type { Key } from "../identity.ts";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { Task } from "../messages.ts";
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
  readonly alarms: Heap<Alarm>;
}

/** Time has come to something of control. */
export interface Alarm {
  readonly due: Instant;
  /** The hold it speaks of. */
  readonly hold: string;
}

export interface RunEntry {
  /** Of its `Admitted`. */
  readonly seq: Seq;
  /** Whether anything was heard of it: its start needs not be asked for again. */
  readonly heard: boolean;
  readonly forgotten: boolean;
  /** Its tasks and its holds, by their message. */
  readonly tasks: readonly string[];
  readonly holds: readonly string[];
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
