/**
 * The ledger: the marks that each commit has left of the streams and documents it changed, each entry chained to the
 * one before it. Its end stands for everything committed: the number counts the commits, the hash identifies them. An
 * anchor that keeps both elsewhere reveals missing or replaced entries.
 */
import { hash } from "node:crypto";
import type { Instant, Seq, StreamId } from "@orchlang/kernel";

/** One commit as it rests. */
export interface LedgerEntry {
  /** From 0, without gaps but where a loss was accepted. */
  readonly number: number;
  /** JSON of {@link LedgerBody}. */
  readonly body: string;
  /** sha256 of the hash before, or of nothing where the chain begins; then the body. 64 hex digits. */
  readonly hash: string;
}

/**
 * A stream: id, length, hash of its last record; then, if any of them is set, whether it is closed, `due`, its line's
 * hash.
 */
export type StreamMark =
  | readonly [StreamId, Seq, string]
  | readonly [StreamId, Seq, string, 0 | 1, Instant | null | false, string];

/** A document: its id, and sha256 of its text. */
export type DocumentMark = readonly [id: string, hash: string];

export interface LedgerBody {
  /** The sum over the whole store after this commit: see {@link plus}. */
  readonly sum: string;
  readonly streams?: readonly StreamMark[];
  readonly documents?: readonly DocumentMark[];
  /** The first entry: the journal's own name, drawn as it is made. */
  readonly journal?: string;
  /** Data from before the ledger was kept: this entry covers all of it. */
  readonly adopted?: { readonly at: Instant };
  /** From here on an anchor is kept elsewhere. */
  readonly anchored?: true;
  /** Streams whose records, and documents whose texts, were removed on purpose. The marks of the streams stay. */
  readonly pruned?: {
    readonly streams: readonly StreamId[];
    readonly documents: readonly string[];
    /** Streams that begin with this event from now on. */
    readonly beginnings?: readonly (readonly [StreamId, Seq])[];
  };
  /** Something was lost or altered, and somebody goes on with what is left: all of it is in this entry. The chain begins anew. */
  readonly accepted?: AcceptedLoss;
}

/** A loss, or an alteration, that somebody has taken upon themselves. `at`: ms since 1970. */
export interface AcceptedLoss {
  readonly at: Instant;
  readonly by: string;
  readonly why: string;
  /** The accepted alterations, in words. */
  readonly altered: readonly string[];
  /** Commits that were anchored and are not there: the first, and the one after the last. */
  readonly lost?: readonly [number, number];
}

/** Where a ledger ends. */
export interface LedgerEnd {
  readonly number: number;
  readonly hash: string;
  readonly sum: bigint;
}

export const noSum = 0n;

/** The contents of a whole store as one number: the sum of the digests of all its marks. */
export function plus(sum: bigint, mark: bigint): bigint {
  return BigInt.asUintN(256, sum + mark);
}

export function minus(sum: bigint, mark: bigint): bigint {
  return BigInt.asUintN(256, sum - mark);
}

export function digestOf(mark: StreamMark | DocumentMark): bigint {
  return BigInt(`0x${hash("sha256", JSON.stringify(mark), "hex")}`);
}

export function streamMark({ stream, length, hash: last, closed, due, line }: Head): StreamMark {
  if (!closed && due === undefined && line === undefined) return [stream, length, last];
  return [
    stream,
    length,
    last,
    closed ? 1 : 0,
    due === undefined ? false : due,
    line === undefined ? "" : textHash(line),
  ];
}

export function textHash(text: string): string {
  return hash("sha256", text, "hex");
}

/** The entry after `end`; a ledger begins, and goes on after a loss, without one before it. */
export function entryAfter(
  end: Pick<LedgerEnd, "number" | "hash"> | undefined,
  sum: bigint,
  body: Omit<LedgerBody, "sum">,
): { readonly entry: LedgerEntry; readonly end: LedgerEnd } {
  const text = JSON.stringify({ sum: sum.toString(16), ...body });
  const before = body.accepted === undefined ? end?.hash : undefined;
  const number = end === undefined ? 0 : end.number + 1;
  const entry = { number, body: text, hash: chainedHash(before, text) };
  return { entry, end: { number, hash: entry.hash, sum } };
}

export function chainedHash(before: string | undefined, body: string): string {
  return hash("sha256", (before ?? "") + body, "hex");
}

/** Undefined: it is none. */
export function bodyOf({ body }: Pick<LedgerEntry, "body">): LedgerBody | undefined {
  try {
    const ledgerBody = JSON.parse(body) as Partial<LedgerBody> | null;
    const isOne =
      typeof ledgerBody === "object" &&
      typeof ledgerBody?.sum === "string" &&
      /^[0-9a-f]+$/u.test(ledgerBody.sum);
    return isOne ? (ledgerBody as LedgerBody) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function sumIn(body: LedgerBody): bigint {
  return BigInt(`0x${body.sum}`);
}

/** The marks of all that a commit changed; the sum after it. */
export function changed(
  sum: bigint,
  streams: Iterable<{ readonly before: bigint | undefined; readonly after: bigint }>,
  documents: Iterable<DocumentMark>,
  removed: Iterable<DocumentMark> = [],
): bigint {
  let after = sum;
  for (const one of streams) {
    if (one.before !== undefined) after = minus(after, one.before);
    after = plus(after, one.after);
  }
  for (const mark of documents) after = plus(after, digestOf(mark));
  for (const mark of removed) after = minus(after, digestOf(mark));
  return after;
}

/** A stream's length, the hash of its last record (of its id, while it is empty), and whether more may come. */
export interface Head {
  readonly stream: StreamId;
  readonly length: Seq;
  readonly hash: string;
  readonly closed: boolean;
  /** As the last append said, if it was that the stream rests. */
  readonly due?: Instant | null;
  /** As the last append said, if it did. */
  readonly line?: string;
  /** Its records were removed. */
  readonly pruned?: true;
}
