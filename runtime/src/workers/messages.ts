import type { MessagePort } from "node:worker_threads";
import type { Outcome, Spent } from "@orchlang/kernel";
import type { Capability, Schema } from "@orchlang/plan";
import type { Job, JobResult, Workplace } from "../world/world.ts";
import type { Claims } from "./claims.ts";

/**
 * Messages between the main thread and a worker thread. Each is one JSON text, because cloning deep objects costs
 * several times as much.
 */

/** Given to a thread once, as it starts. */
export interface Seating {
  readonly port: MessagePort;
  readonly claims: Claims;
}

export interface ToThread {
  /** Named types, by a number that `places` use. Sent once a thread. */
  readonly schemas?: Readonly<Record<number, Readonly<Record<string, Schema>>>>;
  readonly places?: Readonly<Record<string, ThreadPlace>>;
  readonly jobs?: readonly ThreadJob[];
  /** Slots of the jobs that should stop. */
  readonly abort?: readonly number[];
}

export interface ThreadPlace {
  readonly capability: Capability;
  readonly handler: Workplace["handler"];
  readonly schemas: number;
  readonly root: string;
}

export interface ThreadJob {
  readonly slot: number;
  readonly job: Job;
}

export interface FromThread {
  /** Slots whose abort was passed on: the thread is not blocked. */
  readonly stopping: readonly number[];
  readonly settled: readonly Settled[];
  readonly output: readonly ThreadOutput[];
  /** Slots whose handlers have shown that they live. */
  readonly alive?: readonly number[];
}

/** `skipped`: the main thread had undone it; its slot is free again. */
export type Settled =
  | { readonly slot: number; readonly skipped: true }
  | { readonly slot: number; readonly outcome: Outcome; readonly spent: Spent };

/** Something that a handler wrote. `slot` where it is known which job wrote it. */
export interface ThreadOutput {
  readonly slot?: number;
  readonly by: "log" | "progress" | "stdout" | "stderr";
  readonly text: string;
}

/** As they are when this module is loaded, before any handler's: a handler may put others in their place. */
const { parse, stringify } = JSON;

export function toThread(message: ToThread): string {
  return stringify(message);
}

export function atThread(text: string): ToThread {
  return parse(text) as ToThread;
}

/** `settled` are texts of {@link Settled} already: a result is written as JSON only once. */
export function fromThread(
  stopping: readonly number[],
  settled: readonly string[],
  output: readonly ThreadOutput[],
  alive: readonly number[] = [],
): string {
  const living = alive.length === 0 ? "" : `,"alive":[${alive.join(",")}]`;
  const lines = output.map(written).join(",");
  return `{"stopping":[${stopping.join(",")}],"settled":[${settled.join(",")}],"output":[${lines}]${living}}`;
}

/** Field by field: texts and numbers are written the same whatever a handler has made of objects. */
function written({ slot, by, text }: ThreadOutput): string {
  return `{${slot === undefined ? "" : `"slot":${slot},`}"by":"${by}","text":${stringify(text)}}`;
}

/** Messages between the program and a process that does one job at a time for it. */
export type ToProcess =
  | { readonly do: "job"; readonly job: Job; readonly place: Workplace }
  | { readonly do: "abort"; readonly key: string; readonly attempt: number };

export type FromProcess =
  /** It can take jobs. */
  | { readonly says: "ready" }
  /** `full`: what it still holds leaves the next job less than half of what that may take. */
  | { readonly says: "result"; readonly result: JobResult; readonly full: boolean }
  /** `mine`: of the job that is under way, as far as is known. */
  | {
      readonly says: "output";
      readonly by: ThreadOutput["by"];
      readonly text: string;
      readonly mine: boolean;
    }
  | { readonly says: "alive" };
