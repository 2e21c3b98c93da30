/** Compares a store with its ledger, and the ledger with the anchor kept elsewhere. */
import type { Seq, StreamId } from "@orchlang/kernel";
import {
  type AcceptedLoss,
  bodyOf,
  chainedHash,
  type DocumentMark,
  digestOf,
  type LedgerBody,
  type LedgerEntry,
  minus,
  noSum,
  plus,
  type StreamMark,
  sumIn,
} from "./ledger.ts";

/** A consistent view of the data to compare. */
export interface LedgerView {
  entries(from: number): Iterable<LedgerEntry>;
  last(): LedgerEntry | undefined;
  streams(): Iterable<StreamMark>;
  documents(): Iterable<DocumentMark>;
  /** The hash of a stream's record; undefined: it is not there. */
  hashOf(stream: StreamId, seq: Seq): string | undefined;
  /** sha256 of a document's text as it rests. */
  textHashOf(id: string): string | undefined;
}

/** Where a ledger was known to end once. */
export interface KnownEnd {
  readonly commits: number;
  readonly head: string;
}

/** The alterations, in words; and the range of missing commits, from the first to the one after the last. */
export interface Altered {
  readonly altered: readonly string[];
  readonly lost?: readonly [number, number];
}

/** The result of comparing a whole store with its ledger. */
export interface Audited extends Altered {
  readonly commits: number;
  /** How many of them its anchor speaks of: what came later could be lost unnoticed. Left out: nothing anchors it. */
  readonly anchored?: number;
  readonly accepted: readonly AcceptedLoss[];
}

const whole: Altered = { altered: [] };

/** All that opening a store can afford: the ledger's end, and that everything that is listed is as that says. */
export function looked(view: LedgerView, known?: KnownEnd): Altered {
  const last = view.last();
  const off = known === undefined ? whole : beyond(view, last, known);
  if (off.altered.length > 0) return off;
  const end = last && bodyOf(last);
  if (end === undefined) return { altered: ["its ledger is gone"] };
  const sum = sumOf(view);
  return sum === sumIn(end) ? whole : { altered: different(view) };
}

/** The full check: every entry against the one before it, all records, all documents. */
export function audited(view: LedgerView, known?: KnownEnd): Audited {
  const last = view.last();
  const off = known === undefined ? whole : beyond(view, last, known);
  const walked = walk(view);
  const altered = [...off.altered, ...walked.altered, ...compared(view, walked)];
  if (last === undefined) altered.push("its ledger is gone");
  for (const [id, hash] of view.documents())
    if (view.textHashOf(id) !== hash) altered.push(`the text of ${id} is not as it was written`);
  return {
    commits: last === undefined ? 0 : last.number + 1,
    accepted: walked.accepted,
    altered: [...new Set(altered)],
    ...(off.lost && { lost: off.lost }),
  };
}

export function sumOf(view: Pick<LedgerView, "streams" | "documents">): bigint {
  let sum = noSum;
  for (const mark of view.streams()) sum = plus(sum, digestOf(mark));
  for (const mark of view.documents()) sum = plus(sum, digestOf(mark));
  return sum;
}

/** Compares the ledger with its last known end. */
function beyond(view: LedgerView, last: LedgerEntry | undefined, { commits, head }: KnownEnd): Altered {
  const next = last === undefined ? 0 : last.number + 1;
  if (next < commits) {
    const what = next === commits - 1 ? `commit ${next} is` : `commits ${next} to ${commits - 1} are`;
    return {
      altered: [`${what} missing: it was cut, its log (-wal) was lost or damaged, or it is an older copy`],
      lost: [next, commits],
    };
  }
  let before: LedgerEntry | undefined;
  for (const entry of view.entries(commits - 1)) {
    if (before === undefined && (entry.number !== commits - 1 || entry.hash !== head))
      return { altered: [`commit ${commits - 1} is another than the one that was anchored`] };
    if (before !== undefined && !follows(before, entry)) return { altered: [notChained(entry)] };
    before = entry;
  }
  return before === undefined ? { altered: [`commit ${commits - 1} is missing`] } : whole;
}

function follows(before: LedgerEntry | undefined, entry: LedgerEntry): boolean {
  const isAnew = bodyOf(entry)?.accepted !== undefined;
  const isNext = before === undefined ? entry.number === 0 : entry.number === before.number + 1;
  return (isNext || isAnew) && entry.hash === chainedHash(isAnew ? undefined : before?.hash, entry.body);
}

function notChained({ number }: LedgerEntry): string {
  return `commit ${number} is not as it was written, or one before it was taken out`;
}

interface Walked {
  readonly streams: Map<string, StreamMark>;
  readonly documents: Map<string, string>;
  readonly altered: string[];
  readonly accepted: AcceptedLoss[];
  /** The last missing event of each stream: no alteration where a later commit has pruned it. */
  readonly missing: Map<StreamId, Seq>;
}

/** Everything that the ledger says, each entry held against what it speaks of. */
function walk(view: LedgerView): Walked {
  const walked: Walked = {
    streams: new Map(),
    documents: new Map(),
    altered: [],
    accepted: [],
    missing: new Map(),
  };
  let before: LedgerEntry | undefined;
  let sum = noSum;
  for (const entry of view.entries(0)) {
    const body = bodyOf(entry);
    if (!follows(before, entry)) walked.altered.push(notChained(entry));
    before = entry;
    if (body === undefined) {
      walked.altered.push(notChained(entry));
      continue;
    }
    if (body.accepted !== undefined) {
      walked.accepted.push(body.accepted);
      for (const known of [walked.streams, walked.documents, walked.missing]) known.clear();
      // Alterations from before an accepted loss are accepted with it.
      walked.altered.length = 0;
      sum = noSum;
    }
    sum = taken(walked, body, sum);
    if (sum !== sumIn(body)) walked.altered.push(`commit ${entry.number} does not add up`);
    sum = sumIn(body);
    if (body.accepted === undefined) rewritten(view, body, walked);
  }
  for (const [stream, seq] of walked.missing) walked.altered.push(`event ${seq} of ${stream} is missing`);
  return walked;
}

function taken({ streams, documents, missing }: Walked, body: LedgerBody, before: bigint): bigint {
  let sum = before;
  for (const mark of body.streams ?? []) {
    const old = streams.get(mark[0]);
    if (old !== undefined) sum = BigInt.asUintN(256, sum - digestOf(old));
    sum = plus(sum, digestOf(mark));
    streams.set(mark[0], mark);
  }
  for (const mark of body.documents ?? []) {
    sum = plus(sum, digestOf(mark));
    documents.set(mark[0], mark[1]);
  }
  for (const id of body.pruned?.documents ?? []) {
    const hash = documents.get(id);
    if (hash !== undefined) sum = minus(sum, digestOf([id, hash]));
    documents.delete(id);
  }
  for (const stream of body.pruned?.streams ?? []) if (streams.get(stream)?.[3] === 1) missing.delete(stream);
  for (const [stream, from] of body.pruned?.beginnings ?? [])
    if ((missing.get(stream) ?? from) < from) missing.delete(stream);
  return sum;
}

/** Finds records that are others than those that were committed: also where the whole stream was chained anew. */
function rewritten(view: LedgerView, { streams = [] }: LedgerBody, { altered, missing }: Walked): void {
  for (const [stream, length, hash] of streams) {
    if (length === 0) continue;
    const text = view.hashOf(stream, length - 1);
    if (text === undefined) missing.set(stream, length - 1);
    else if (text !== hash) altered.push(`${stream} was written anew: event ${length - 1} is another`);
  }
}

function different(view: LedgerView): readonly string[] {
  const walked = walk(view);
  const results = [...new Set([...compared(view, walked), ...walked.altered])];
  return results.length > 0 ? results : ["what is listed in it does not add up"];
}

/** Compares the present data with the marks of the ledger. */
function* compared(view: LedgerView, { streams, documents }: Walked): Generator<string> {
  const left = new Map(streams);
  for (const mark of view.streams()) {
    const [stream] = mark;
    const wanted = left.get(stream);
    if (wanted === undefined) yield `${stream} was never committed here: it was added, or is there twice`;
    else if (JSON.stringify(wanted) !== JSON.stringify(mark)) yield `${stream}: ${unlike(wanted, mark)}`;
    left.delete(stream);
  }
  for (const [stream, length] of left.values()) yield `${stream} is gone: it had ${length} events`;
  const kept = new Map(documents);
  for (const [id, hash] of view.documents()) {
    const wanted = kept.get(id);
    if (wanted === undefined) yield `the document ${id} was never committed here`;
    else if (wanted !== hash) yield `the document ${id} is another`;
    kept.delete(id);
  }
  for (const id of kept.keys()) yield `the document ${id} is gone`;
}

function unlike(wanted: StreamMark, streamMark: StreamMark): string {
  const [, length, hash, closed = 0, due = false] = wanted;
  const [, lengthNow, hashNow, closedNow = 0, dueNow = false] = streamMark;
  if (length !== lengthNow) return `it has ${lengthNow} events, and had ${length}`;
  if (hash !== hashNow) return "the hash kept for the whole stream is another";
  if (closed !== closedNow) return closedNow === 1 ? "it was marked as ended" : "it was marked as not ended";
  if (due !== dueNow) return "until when it rests was altered";
  return "its line was altered";
}
