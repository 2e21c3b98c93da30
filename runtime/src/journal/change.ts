/** The heads and the ledger after a commit, for stores that compute both on the writer's side. */
import { genesis } from "./chain.ts";
import {
  bodyOf,
  changed,
  type DocumentMark,
  digestOf,
  entryAfter,
  type Head,
  type LedgerBody,
  type LedgerEntry,
  noSum,
  streamMark,
  sumIn,
} from "./ledger.ts";
import type { Append } from "./store.ts";

/** The head of a stream after an append; undefined: it changes nothing. */
export function headAfter(
  before: Head | undefined,
  { stream, records, closed, due, line }: Append,
): Head | undefined {
  if (records.length === 0) {
    if (before === undefined || due === undefined) return undefined;
    return { ...before, due, ...(line === undefined ? {} : { line }) };
  }
  const from = before ?? { ...genesis(stream), closed: false };
  return {
    stream,
    length: from.length + records.length,
    hash: records.at(-1)?.hash ?? from.hash,
    closed: closed ?? from.closed,
    ...(due === undefined ? {} : { due }),
    ...(line === undefined ? {} : { line }),
  };
}

/** The streams and documents that a commit changes. */
export interface LedgerChange extends Pick<LedgerBody, "pruned"> {
  readonly streams: readonly { readonly before: Head | undefined; readonly after: Head }[];
  readonly documents: readonly DocumentMark[];
  readonly removed?: readonly DocumentMark[];
}

/** The entry of a commit; `end`: the one before it. */
export function nextEntry(
  end: LedgerEntry | undefined,
  { streams, documents, removed = [], ...more }: LedgerChange,
): LedgerEntry {
  const body = end && bodyOf(end);
  const marks = streams.map(({ before, after }) => ({ before, mark: streamMark(after) }));
  const sum = changed(
    body === undefined ? noSum : sumIn(body),
    marks.map(({ before, mark }) => ({
      before: before && digestOf(streamMark(before)),
      after: digestOf(mark),
    })),
    documents,
    removed,
  );
  return entryAfter(end, sum, {
    ...(marks.length === 0 ? {} : { streams: marks.map(({ mark }) => mark) }),
    ...(documents.length === 0 ? {} : { documents }),
    ...more,
  }).entry;
}
