import type { Instant, Seq, StreamId } from "@orchlang/kernel";
import type { AcceptedLoss, Head } from "./ledger.ts";
import type { Audited, KnownEnd } from "./ledger-check.ts";
import type { Sealer } from "./sealer.ts";

/** One event as it rests: canonical JSON, chained to the one before it. */
export interface Record {
  readonly stream: StreamId;
  readonly seq: Seq;
  /** Canonical JSON (RFC 8785) of the event. */
  readonly body: string;
  /** sha256(hash of the record before, or of the stream's id for the first; then the body), 64 hex digits. */
  readonly hash: string;
}

/** A text under an id: see {@link Documents}. */
export interface Document {
  readonly id: string;
  readonly text: string;
}

/** The events of one turn of one stream. */
export interface Append {
  readonly stream: StreamId;
  /** The seq of the first record: what the writer believes the stream's length to be. */
  readonly expected: Seq;
  readonly records: readonly Record[];
  /** True if the stream has nothing more to come; lets `open` skip it. */
  readonly closed?: boolean;
  /**
   * The stream rests: it needs no attention before this instant, unless an input arrives; null: not before an input.
   * Valid until the next append. Absent: some of it may be in progress. An append without records says only this.
   */
  readonly due?: Instant | null;
  /** A text about the stream as it is after this append, to be listed by: it counts until more is appended. */
  readonly line?: string;
  /** Put in the same transaction, as {@link Documents.put} would: whoever finds the records finds these. */
  readonly documents?: readonly Document[];
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

/** The fault that a store returns instead of opening, or while reading. */
export type StoreFault =
  | {
      readonly fault: "locked";
      readonly holder?: string;
      /** Where the holder serves HTTP. */
      readonly address?: string;
      /** How long until it is free, unless its holder renews that, ms. Left out: not known. */
      readonly leaseMs?: number;
      readonly message: string;
    }
  | {
      readonly fault: "missing" | "read_only" | "corrupt" | "newer" | "unreadable" | "full";
      readonly message: string;
    }
  /** It is not what was committed to it last; each difference in words. */
  | { readonly fault: "altered"; readonly message: string; readonly altered: readonly string[] };

/** A stream that time alone will move on. */
export interface Due {
  readonly stream: StreamId;
  readonly due: Instant;
}

/**
 * Documents that streams refer to: plan files by their hash, requests by the run's id. Written before the events that
 * name them or with them, and never changed: a second `put` under one id keeps the first text.
 */
export interface Documents {
  put(id: string, text: string): Promise<Appended>;
  get(id: string): Promise<string | undefined>;
}

/** A text for a stream, the newest alone: what may be lost at any time, and is never believed by itself. */
export interface Snapshots {
  keep(stream: StreamId, text: string): Promise<Appended>;
  get(stream: StreamId): Promise<string | undefined>;
}

/** The right to write, where another process can get it. */
export interface Hold {
  /** False: another may write by now, so nothing may be acted on. */
  holds(): boolean;
  /** True once it holds, at once or again; false: it never will. */
  regained(): Promise<boolean>;
  /** Nobody waits for it any longer: what is asked meanwhile is answered with false. */
  abandon(): void;
  /** Nothing goes on here, so another should have it: as if it were lost. It is free when it has run out. */
  resign(why: string): void;
  /** Everything is open that was to be opened with it: from now on it lasts no longer than was asked for. */
  settle(): void;
  /** Calls once, with words, when another has it; the answer cancels that. */
  onLost(call: (why: string) => void): () => void;
}

/** Small texts that change, such as the hashes of tokens. Only who may append may put one. */
export interface Kept {
  get(name: string): Promise<string | undefined>;
  put(name: string, text: string): Promise<Appended>;
}

/** The committed data as a chain of entries: see `ledger.ts`. */
export interface Ledger {
  /** Where it ends: how many commits there were, and the hash of the last. Undefined: none is kept yet. */
  end(): Promise<KnownEnd | undefined>;
  /** Losses and alterations that somebody has accepted. */
  losses(): Promise<readonly AcceptedLoss[]>;
  /** The check at opening: no listed data was altered, and the anchored data is present. */
  look(): Promise<readonly string[]>;
  /** All of it, each record against each commit. `known`: where it once ended, as was noted elsewhere. */
  audit(known?: KnownEnd): Promise<Audited>;
}

/** Removed on purpose: see {@link Store.prune}. */
export interface Pruning {
  readonly streams: readonly StreamId[];
  /** Ids of documents. */
  readonly documents: readonly string[];
  /** Streams that begin later from now on. */
  readonly beginnings?: readonly Beginning[];
}

/** Where a stream begins whose first events were removed: `text` stands for those before `from`. */
export interface Beginning {
  readonly stream: StreamId;
  readonly from: Seq;
  readonly text: string;
}

/** The document that stands for the events before `from`; ids of later ones are greater. */
export function beginningId({ stream, from }: Pick<Beginning, "stream" | "from">): string {
  return `${beginningsOf(stream)}${String(from).padStart(16, "0")}`;
}

/** How the ids of such documents begin. */
export function beginningsOf(stream: StreamId): string {
  return `beginning/${stream}/`;
}

/**
 * Where journals rest. One writer at a time holds the epoch; reading needs none.
 * Narrow enough for a server database: everything is asynchronous, every append is one transaction.
 * Reading throws `DamagedJournal` where the store itself cannot be read.
 */
export interface Store extends Documents {
  /** Rises with every writer. Left out where opened for reading only. */
  readonly epoch?: number;
  /**
   * All of them or none, durable when it resolves. At most one `Append` a stream; one with neither records nor `due` does
   * nothing to it.
   */
  append(appends: readonly Append[]): Promise<Appended>;
  /**
   * How many appends may be asked for before the first has resolved. They are made in that order: one that goes on from
   * another which was refused is refused as well. Left out: one. It may change while the store is open.
   */
  readonly appendsMax?: number;
  /**
   * Removes the records of closed streams, and documents, in one commit; the heads and the chain of commits stay. Nothing
   * is removed if a stream is not closed, or would begin beyond its end. What is gone already is left out. Left out where
   * nothing can be removed.
   */
  prune?(pruning: Pruning): Promise<Appended>;
  /** The text that stands for the first events of a stream; undefined: it has all of them. Left out: every stream has. */
  beginning?(stream: StreamId): Promise<string | undefined>;
  /** In order from `from`, in pages; never the whole stream in memory. */
  read(stream: StreamId, from: Seq): AsyncIterable<Record>;
  /** The same a page at a time, for whoever reads all of a long stream: waiting for each record takes longer than it. */
  pages(stream: StreamId, from: Seq): AsyncIterable<readonly Record[]>;
  /** Undefined: there is no such stream. */
  head(stream: StreamId): Promise<Head | undefined>;
  /** The streams there are, in order of their first append, whose id begins so; `open` only those not closed. */
  streams(which: "open" | "all", beginning?: string): AsyncIterable<Head>;
  /** Open streams that rest until a time, the soonest first: what waits is kept here, and not by whoever wakes it. */
  due(): AsyncIterable<Due>;
  /** Left out where nothing rests, or only those read it who may know every secret: then secrets are kept as they are. */
  readonly sealer?: Sealer;
  /** Absent for a store without one: then only the chain of each stream reveals alterations. */
  readonly ledger?: Ledger;
  /** Left out where it keeps none: then long streams are read from their beginning. */
  readonly snapshots?: Snapshots;
  /** Left out where nobody else can write while this is open. */
  readonly hold?: Hold;
  /** Left out where those are files beside the journal. */
  readonly kept?: Kept;
  /** Any number of times. */
  close(): Promise<void>;
}

/** The refusal to prune a stream that may go on. */
export function notClosed(stream: StreamId): Appended {
  return { ok: false, why: "unexpected_seq", message: `${stream} is not closed: nothing was pruned.` };
}

/** The refusal to remove events that are not there yet. */
export function notReached({ stream, from }: Beginning): Appended {
  return {
    ok: false,
    why: "unexpected_seq",
    message: `${stream} has fewer than ${from} events: nothing was pruned.`,
  };
}

/** Thrown while a store is read: what is there is not what was written. */
export class DamagedJournal extends Error {
  readonly fault: StoreFault;

  constructor(fault: StoreFault) {
    super(fault.message);
    this.name = "DamagedJournal";
    this.fault = fault;
  }
}
