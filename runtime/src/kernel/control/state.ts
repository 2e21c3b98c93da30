import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import type { Key } from "../identity.ts";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { Task } from "../messages.ts";

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
  /** Answers that were taken. */
  readonly taken: PersistentMap<string, true>;
}

export interface RunEntry {
  /** Of its `Admitted`. */
  readonly seq: Seq;
  /** Whether anything was heard of it: its start needs not be asked for again. */
  readonly heard: boolean;
  readonly forgotten: boolean;
  /** Its tasks, by their message. */
  readonly tasks: readonly string[];
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
};

export const noMessages: List<Seq> = List();

/** Names a message. */
export function refName({ stream, seq }: Ref): string {
  return `${stream}#${seq}`;
}

export function runOf({ stream }: Ref): RunId {
  return stream.slice("run/".length);
}
