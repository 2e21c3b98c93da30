import type { Chosen, Fence, Instant, Key, Outcome, Spent } from "@orchlang/kernel";
import type { Candidate } from "@orchlang/models";
import type { Capability, Handler, Json, Schema } from "@orchlang/plan";

import type { HandlerLimits } from "../workers/handler-limits.ts";
import type { MemoryPlace } from "../workers/memory-place.ts";

/** The environment of the runtime: every effect and every input goes through here. `node.ts` is the real one. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly workers: Workers;
}

/** Where the time comes from. */
export interface Clock {
  /** The wall clock, ms since 1970. */
  now(): Instant;
  /** Calls back once at or after `at`; the answer cancels it. Waits of any length. */
  wake(at: Instant, call: () => void): () => void;
}

/** Where chance comes from: keys and seeds. */
export interface Random {
  /** So many bytes as lower-case hex. */
  hex(bytes: number): string;
}

/** One attempt to be made. */
export interface Job {
  readonly run: string;
  /** Where it is done: a name that `equip` was given. */
  readonly place: string;
  readonly capability: string;
  readonly key: Key;
  readonly attempt: number;
  readonly dispatch: number;
  readonly args: Json;
  readonly due?: Instant;
  /** Silent for so many ms, its handler has timed out. */
  readonly heartbeat?: number;
  readonly fence?: number;
  readonly fences?: readonly Fence[];
  /** The members of pools that it uses. */
  readonly held?: readonly Fence[];
  readonly of?: Key;
  /** It was given to somebody by an earlier process, and may be under way there. */
  readonly resumed?: true;
  /** For a request that calls back: the token it has to bring. */
  readonly token?: string;
}

/** The result of a job. `lost`: whether its handler had an effect is unknown. */
export type JobResult =
  | { readonly outcome: Outcome; readonly spent: Spent; readonly by?: string; readonly chosen?: Chosen }
  | { readonly lost: "worker" };

/** A capability as a worker needs it. */
export interface Workplace {
  readonly capability: Capability;
  /** `registered`: a function of the embedding program, which no other process or thread can call. */
  readonly handler:
    | Handler
    | { readonly kind: "registered" }
    /** A question to one of these models; never empty. */
    | { readonly kind: "model"; readonly candidates: readonly Candidate[] }
    | ({ readonly kind: "memory" } & MemoryPlace);
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The limits that `orch.json` sets for it. */
  readonly limits?: HandlerLimits;
  /** Absolute directory that the handler's path is relative to. */
  readonly root: string;
  /** The hash of its handler's code. */
  readonly code?: string;
}

/** Runs handlers, on threads or wherever. Results may come in any order; each job is reported exactly once. */
export interface Workers {
  /**
   * Makes workplaces known by name; a name that is known keeps its place. Throws nothing; what cannot be loaded fails the
   * jobs that need it.
   */
  equip(places: Readonly<Record<string, Workplace>>): void;
  /**
   * All others may be forgotten, besides those of jobs under way; a job for one of them is reported as not begun. Workers
   * without this keep all.
   */
  retain?(needed: ReadonlySet<string>): void;
  /** Jobs that became ready together; may be sent to one thread in one message. */
  start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void): void;
  /**
   * Asks an attempt to stop; ends its thread after a grace. Reported as any other: not_reached where its handler had not
   * been called, `timeout` with reach unknown where it had to be ended. Nothing where it isn't under way.
   */
  abort(key: Key, attempt: number): void;
  /**
   * Calls back at every sign of life of a job that has a `heartbeat`, the first being that its handler is called. Workers
   * without this are not held to heartbeats.
   */
  onSign?(listen: (job: Job) => void): void;
  /**
   * Whether what does a job may outlive this process: after a restart such a job is given again, as `resumed`. Workers
   * without this die with the process.
   */
  outlives?(job: Pick<Job, "held">): boolean;
  /** Ends all threads. Jobs under way are not reported any more. */
  close(): Promise<void>;
}
