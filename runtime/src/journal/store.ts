import type { Seq, StreamId } from "../kernel/machine.ts";

/** One event as it rests: canonical JSON, chained to the one before it. */
export interface Record {
  readonly stream: StreamId;
  readonly seq: Seq;
  /** Canonical JSON (RFC 8785) of the event. */
  readonly body: string;
  /** sha256(hash of the record before, or of the stream's id for the first; then the body), 64 hex digits. */
  readonly hash: string;
}

/** The events of one turn of one stream. */
export interface Append {
  readonly stream: StreamId;
  /** The seq of the first record: what the writer believes the stream's length to be. */
  readonly expected: Seq;
  readonly records: readonly Record[];
  /** Whether the stream has nothing more to come; lets `open` skip it. */
  readonly closed?: boolean;
}

/**
 * Nothing of a failed append is there, except after `unknown`, where all of it may be: the caller drops what it knows
 * of the streams and recovers them from the store (semantics, rule 2).
 */
export type Appended =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly why: "stale_epoch" | "unexpected_seq" | "full" | "read_only" | "unknown";
      readonly message: string;
    };

/** What a store says instead of opening. */
export type StoreFault =
  | { readonly fault: "locked"; readonly holder?: string; readonly message: string }
  | { readonly fault: "read_only" | "corrupt" | "newer" | "unreadable" | "full"; readonly message: string };

/** Documents that streams refer to by the hash of their bytes: plan files. Written before the events that name them. */
export interface Documents {
  put(id: string, text: string): Promise<Appended>;
  get(id: string): Promise<string | undefined>;
}

/**
 * Where journals rest. One writer at a time holds the epoch; reading needs none.
 * Narrow enough for a server database: everything is asynchronous, every append is one transaction.
 */
export interface Store extends Documents {
  /** Rises with every writer. Left out where opened for reading only. */
  readonly epoch?: number;
  /** All of them or none, durable when it resolves. */
  append(appends: readonly Append[]): Promise<Appended>;
  /** In order from `from`, in pages; never the whole stream in memory. */
  read(stream: StreamId, from: Seq): AsyncIterable<Record>;
  /** The streams there are, by id; `open` only those that were not closed. */
  streams(which: "open" | "all"): AsyncIterable<{
    readonly stream: StreamId;
    readonly length: Seq;
    readonly hash: string;
    readonly closed: boolean;
  }>;
  close(): Promise<void>;
}
