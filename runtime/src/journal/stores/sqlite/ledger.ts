import type { DatabaseSync } from "node:sqlite";
import type { Seq, StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import {
  type AcceptedLoss,
  bodyOf,
  type DocumentMark,
  entryAfter,
  type LedgerBody,
  type LedgerEnd,
  type LedgerEntry,
  noSum,
  type StreamMark,
  streamMark,
  sumIn,
  textHash,
} from "../../ledger.ts";
import { type LedgerView, sumOf } from "../../ledger-check.ts";
import { type HeadRow, headIn, headsOf } from "./reads.ts";

/** The present data, for comparison with the ledger. Use it within one transaction. */
export function ledgerView(db: DatabaseSync): LedgerView {
  const record = db.prepare(
    `SELECT records.hash FROM streams JOIN records ON place = (streams.number << 32) | ?2 WHERE stream = ?1`,
  );
  const text = db.prepare("SELECT text FROM documents WHERE id = ?");
  return {
    entries: (from) => entriesOf(db, from),
    last: () => lastEntry(db),
    streams: () => streamMarks(db),
    documents: () => documentMarks(db),
    hashOf: (stream: StreamId, seq: Seq) => {
      const row = record.get(stream, seq);
      return row === undefined ? undefined : String(row.hash);
    },
    textHashOf: (id) => {
      const row = text.get(id);
      return row === undefined ? undefined : textHash(String(row.text));
    },
  };
}

function* entriesOf(db: DatabaseSync, from: number): Generator<LedgerEntry> {
  const page = db.prepare(
    `SELECT number, body, hash FROM ledger WHERE number >= ? ORDER BY number LIMIT ${limits.pageRecordsMax}`,
  );
  for (let next = from; ; ) {
    const rows = page.all(next);
    for (const row of rows) yield entryOf(row);
    const last = rows.at(-1);
    if (last === undefined) return;
    next = Number(last.number) + 1;
  }
}

/** All of them are read whenever a journal is opened: rows as arrays take half the time of records. */
function* streamMarks(db: DatabaseSync): Generator<StreamMark> {
  const heads = db.prepare(headsOf(db));
  heads.setReturnArrays(true);
  for (const row of heads.iterate() as Iterable<unknown>) yield streamMark(headIn(row as HeadRow));
}

function* documentMarks(db: DatabaseSync): Generator<DocumentMark> {
  const documents = db.prepare("SELECT id, hash FROM documents");
  documents.setReturnArrays(true);
  for (const row of documents.iterate() as Iterable<unknown>) {
    const [id, hash] = row as readonly [string, string | null];
    yield [id, String(hash)];
  }
}

function lastEntry(db: DatabaseSync): LedgerEntry | undefined {
  const row = db.prepare("SELECT number, body, hash FROM ledger ORDER BY number DESC LIMIT 1").get();
  return row === undefined ? undefined : entryOf(row);
}

function entryOf(row: { readonly [column: string]: unknown }): LedgerEntry {
  return { number: Number(row.number), body: String(row.body), hash: String(row.hash) };
}

/** Where it ends; undefined: there is none, or its last entry is none. */
export function endOf(db: DatabaseSync): LedgerEnd | undefined {
  const last = lastEntry(db);
  const body = last && bodyOf(last);
  return last && body && { number: last.number, hash: last.hash, sum: sumIn(body) };
}

export function enter(db: DatabaseSync, { number, body, hash }: LedgerEntry): void {
  db.prepare("INSERT INTO ledger (number, body, hash) VALUES (?, ?, ?)").run(number, body, hash);
}

/** The journal's own name; undefined if its first entry has none. */
export function nameOf(db: DatabaseSync): string | undefined {
  const first = db.prepare("SELECT body FROM ledger WHERE number = 0").get();
  return first && bodyOf({ body: String(first.body) })?.journal;
}

/** True if an anchor has to be there. */
export function owesAnchor(db: DatabaseSync): boolean {
  const early = db.prepare(`SELECT body FROM ledger WHERE number <= ${startEntries}`).all();
  return early.some(({ body }) => bodyOf({ body: String(body) })?.anchored === true);
}

/** Its name, what was there before, and that it is anchored. */
const startEntries = 2;

/** Within a transaction: begins the ledger of a journal, with all that is in it. */
export function beginLedger(db: DatabaseSync, name: string, at: number): void {
  const first = entryAfter(undefined, noSum, { journal: name });
  enter(db, first.entry);
  const all = everything(db);
  if (all.streams.length + all.documents.length === 0) return;
  enter(db, entryAfter(first.end, sumOf(ledgerView(db)), { adopted: { at }, ...all }).entry);
}

/** All that there is, as an entry lists it. The texts of documents are taken as they are. */
export function everything(db: DatabaseSync): Required<Pick<LedgerBody, "streams" | "documents">> {
  const hashed = db.prepare("UPDATE documents SET hash = ? WHERE id = ?");
  const texts = db.prepare("SELECT text FROM documents WHERE id = ?");
  for (const { id } of db.prepare("SELECT id FROM documents").all())
    hashed.run(textHash(String(texts.get(String(id))?.text)), String(id));
  const view = ledgerView(db);
  return { streams: [...view.streams()], documents: [...view.documents()] };
}

/** Losses that somebody has taken upon themselves. */
export function lossesOf(db: DatabaseSync): readonly AcceptedLoss[] {
  const rows = db
    .prepare(`SELECT body FROM ledger WHERE instr(body, '"accepted":{') > 0 ORDER BY number`)
    .all();
  return rows.flatMap(({ body }) => bodyOf({ body: String(body) })?.accepted ?? []);
}
