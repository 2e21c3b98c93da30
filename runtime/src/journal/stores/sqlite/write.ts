import type { DatabaseSync, StatementSync } from "node:sqlite";
import { invariant, type Seq, type StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import {
  changed,
  type DocumentMark,
  digestOf,
  entryAfter,
  type Head,
  type LedgerEnd,
  type StreamMark,
  streamMark,
  textHash,
} from "../../ledger.ts";
import {
  type Append,
  type Appended,
  type Beginning,
  beginningId,
  beginningsOf,
  type Document,
  notClosed,
  notReached,
  type Pruning,
} from "../../store.ts";
import { endOf } from "./ledger.ts";
import { headOf, headsOf } from "./reads.ts";
import { markPruned } from "./schema.ts";

/** A stream as the last commit left it. */
interface Known {
  readonly number: number;
  readonly length: Seq;
  readonly closed: boolean;
  /** The digest of its mark in the ledger. */
  readonly mark: bigint;
}

/** A stream as this commit leaves it. */
interface After extends Known {
  readonly marked: StreamMark;
  /** The digest of its mark before this commit; undefined: it was not there. */
  readonly before: bigint | undefined;
}

/** The statements of every append, prepared once. */
interface Writing {
  /** Streams that were written lately: nobody else writes while our epoch stands, so they need not be asked for. */
  readonly known: Map<StreamId, Known>;
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly epoch: StatementSync;
  readonly stream: StatementSync;
  readonly enter: StatementSync;
  /** For as many records at once as {@link rowsAtOnce} says. */
  readonly records: readonly StatementSync[];
  readonly head: StatementSync;
  /** Apart: where `closed` is set, be it to what it was, the index of open streams is written as well. */
  readonly turnHead: StatementSync;
  readonly rest: StatementSync;
  readonly forgetRest: StatementSync;
  readonly document: StatementSync;
  readonly line: StatementSync;
  readonly entry: StatementSync;
  /** Where the ledger ends, as long as nobody else can have written. */
  end: LedgerEnd | undefined;
}

/** A transaction's changes so far. */
interface Change {
  readonly streams: Map<StreamId, After>;
  readonly documents: DocumentMark[];
  /** Streams whose records go, and documents that go. */
  readonly pruned: StreamId[];
  readonly removed: DocumentMark[];
  /** Streams whose first records go. */
  readonly begun: (readonly [StreamId, Seq])[];
}

// Numbers are bound as floating point: a sum of them is inexact beyond 2^53, `|` is not.
const row = "((? << 32) | ?, ?, ?)";
const columns = 4;
/** A statement for several rows costs about half as much a row; for more than this it costs no less. */
const rowsAtOnce = [32, 8, 1];

export function writing(db: DatabaseSync): Writing {
  return {
    known: new Map(),
    begin: db.prepare("BEGIN IMMEDIATE"),
    commit: db.prepare("COMMIT"),
    epoch: db.prepare("SELECT epoch FROM writer"),
    stream: db.prepare(`${headsOf(db)} WHERE stream = ?`),
    enter: db.prepare(
      "INSERT INTO streams (stream, length, hash, closed) VALUES (?, ?, ?, ?) RETURNING number",
    ),
    records: rowsAtOnce.map((rows) =>
      db.prepare(`INSERT INTO records (place, body, hash) VALUES ${Array(rows).fill(row).join(", ")}`),
    ),
    head: db.prepare("UPDATE streams SET length = ?, hash = ? WHERE number = ?"),
    turnHead: db.prepare("UPDATE streams SET length = ?, hash = ?, closed = ? WHERE number = ?"),
    rest: db.prepare("INSERT OR REPLACE INTO resting (number, length, due) VALUES (?, ?, ?)"),
    forgetRest: db.prepare("DELETE FROM resting WHERE number = ?"),
    document: db.prepare("INSERT INTO documents (id, text, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
    line: db.prepare("INSERT OR REPLACE INTO lines (number, length, text) VALUES (?, ?, ?)"),
    entry: db.prepare("INSERT INTO ledger (number, body, hash) VALUES (?, ?, ?)"),
    end: undefined,
  };
}

/** All appends in one transaction. Throws SQLite's errors, its transaction open or not. */
export function appendAll(
  db: DatabaseSync,
  writing: Writing,
  epoch: number,
  appends: readonly Append[],
): Appended {
  return transaction(db, writing, epoch, (change) => {
    const rows: (string | number)[] = [];
    for (const append of appends) {
      const refused = appendOne(writing, append, rows, change);
      if (refused !== undefined) return refused;
    }
    insert(writing, rows);
    return { ok: true };
  });
}

function learn({ known }: Writing, streams: ReadonlyMap<StreamId, After>): void {
  for (const [stream, { number, length, closed, mark }] of streams) {
    known.delete(stream);
    if (!closed) known.set(stream, { number, length, closed, mark });
  }
  for (const stream of known.keys()) {
    if (known.size <= limits.streamsKnownMax) break;
    known.delete(stream);
  }
}

export function putDocuments(
  db: DatabaseSync,
  writing: Writing,
  epoch: number,
  documents: readonly Document[],
): Appended {
  return transaction(db, writing, epoch, (change) => {
    putAll(writing, documents, change);
    return { ok: true };
  });
}

function putAll({ document }: Writing, documents: readonly Document[], change: Change): void {
  for (const { id, text } of documents) {
    const hash = textHash(text);
    if (Number(document.run(id, text, hash).changes) === 1) change.documents.push([id, hash]);
  }
}

/** See `Store.prune`. */
export function pruneAll(
  db: DatabaseSync,
  writing: Writing,
  epoch: number,
  { streams, documents, beginnings = [] }: Pruning,
): Appended {
  const records = db.prepare("DELETE FROM records WHERE place >= (?1 << 32) AND place < (?1 + 1) << 32");
  const noted = db.prepare("INSERT INTO pruned (number) VALUES (?)");
  const gone = db.prepare("DELETE FROM documents WHERE id = ? RETURNING hash");
  return transaction(db, writing, epoch, (change) => {
    const { pruned, removed, begun } = change;
    for (const beginning of beginnings) {
      const refused = beginLater(db, writing, beginning, change);
      if (refused !== undefined) return refused;
    }
    for (const stream of streams) {
      const row = writing.stream.get(stream);
      if (row === undefined || row.pruned === 1) continue;
      if (row.closed !== 1) return notClosed(stream);
      records.run(Number(row.number));
      noted.run(Number(row.number));
      pruned.push(stream);
    }
    for (const id of documents) {
      const row = gone.get(id);
      if (row !== undefined) removed.push([id, String(row.hash)]);
    }
    if (pruned.length + removed.length + begun.length > 0) markPruned(db, begun.length > 0);
    return { ok: true };
  });
}

/** Removes a stream's first records; their document takes the place of the one before it. */
function beginLater(
  db: DatabaseSync,
  writing: Writing,
  beginning: Beginning,
  change: Change,
): Appended | undefined {
  const { stream, from, text } = beginning;
  const row = writing.stream.get(stream);
  if (row === undefined || Number(row.length) < from) return notReached(beginning);
  const id = beginningId(beginning);
  const before = db
    .prepare("SELECT id, hash FROM documents WHERE id >= ?1 AND id < ?2")
    .all(beginningsOf(stream), `${beginningsOf(stream).slice(0, -1)}0`)
    .map((one): DocumentMark => [String(one.id), String(one.hash)]);
  if (row.pruned === 1 || before.some(([known]) => known >= id)) return undefined;
  db.prepare("DELETE FROM records WHERE place >= (?1 << 32) AND place < ((?1 << 32) | ?2)").run(
    Number(row.number),
    from,
  );
  const gone = db.prepare("DELETE FROM documents WHERE id = ?");
  for (const mark of before) {
    gone.run(mark[0]);
    change.removed.push(mark);
  }
  putAll(writing, [{ id, text }], change);
  change.begun.push([stream, from]);
  return undefined;
}

/**
 * Commits the work that succeeds, with its entry in the ledger, and rolls back the work that is refused, after checking
 * that this is still the writer. Cached knowledge of the journal is valid only while every commit is known to have
 * succeeded.
 */
function transaction(
  db: DatabaseSync,
  writing: Writing,
  epoch: number,
  work: (change: Change) => Appended,
): Appended {
  const change: Change = { streams: new Map(), documents: [], pruned: [], removed: [], begun: [] };
  let end: LedgerEnd | undefined;
  try {
    writing.begin.run();
    const current = Number(writing.epoch.get()?.epoch);
    const done = current === epoch ? work(change) : stale(current, epoch);
    if (done.ok) {
      const entered = enterInto(db, writing, change);
      writing.commit.run();
      end = entered;
      learn(writing, change.streams);
    } else db.exec("ROLLBACK");
    return done;
  } finally {
    writing.end = end;
    if (end === undefined) writing.known.clear();
  }
}

function enterInto(
  db: DatabaseSync,
  writing: Writing,
  { streams, documents, pruned, removed, begun }: Change,
): LedgerEnd | undefined {
  const before = writing.end ?? endOf(db);
  const gone = pruned.length + removed.length + begun.length;
  if (streams.size + documents.length + gone === 0) return before;
  invariant(before !== undefined, "a journal that is written to has a ledger");
  const all = [...streams.values()];
  const sum = changed(
    before.sum,
    all.map(({ before: old, mark }) => ({ before: old, after: mark })),
    documents,
    removed,
  );
  const { entry, end } = entryAfter(before, sum, {
    ...(all.length === 0 ? {} : { streams: all.map(({ marked }) => marked) }),
    ...(documents.length === 0 ? {} : { documents }),
    ...(gone === 0
      ? {}
      : {
          pruned: {
            streams: pruned,
            documents: removed.map(([id]) => id),
            ...(begun.length === 0 ? {} : { beginnings: begun }),
          },
        }),
  });
  writing.entry.run(entry.number, entry.body, entry.hash);
  return end;
}

/** Adds its records to `rows`, and to `change` what the stream then is. */
function appendOne(
  writing: Writing,
  append: Append,
  rows: (string | number)[],
  change: Change,
): Appended | undefined {
  const { stream, records, expected, due, line, documents = [] } = append;
  const already = change.streams.get(stream);
  const result = already ?? writing.known.get(stream) ?? lookedUp(writing, stream);
  const length = result?.length ?? 0;
  if (length !== expected) {
    const message = `${stream} has ${length} events, not ${expected}.`;
    return { ok: false, why: "unexpected_seq", message };
  }
  putAll(writing, documents, change);
  const last = records.at(-1);
  const before = already === undefined ? result?.mark : already.before;
  if (last === undefined) {
    if (result === undefined || due === undefined) return undefined;
    note(writing, result.number, length, append);
    const now = headOf(writing.stream.get(stream) ?? {});
    change.streams.set(stream, { number: result.number, before, ...marked(now) });
    return undefined;
  }
  const closed = append.closed === true;
  const head = [last.seq + 1, last.hash] as const;
  const number = result?.number ?? Number(writing.enter.get(stream, ...head, closed ? 1 : 0)?.number);
  for (const { seq, body, hash } of records) rows.push(number, seq, body, hash);
  if (result?.closed === closed) writing.head.run(...head, number);
  else if (result !== undefined) writing.turnHead.run(...head, closed ? 1 : 0, number);
  note(writing, number, last.seq + 1, append);
  if (due === undefined && closed) writing.forgetRest.run(number);
  const details = { ...(due === undefined ? {} : { due }), ...(line === undefined ? {} : { line }) };
  const now = { stream, length: last.seq + 1, hash: last.hash, closed, ...details };
  change.streams.set(stream, { number, before, ...marked(now) });
  return undefined;
}

/** Writes marks that are valid until the next append. */
function note(writing: Writing, number: number, length: Seq, { due, line }: Append): void {
  if (due !== undefined) writing.rest.run(number, length, due);
  if (line !== undefined) writing.line.run(number, length, line);
}

function marked(head: Head): Pick<After, "length" | "closed" | "mark" | "marked"> {
  const mark = streamMark(head);
  return { length: head.length, closed: head.closed, mark: digestOf(mark), marked: mark };
}

function lookedUp(writing: Writing, stream: StreamId): Known | undefined {
  const row = writing.stream.get(stream);
  if (row === undefined) return undefined;
  const head = headOf(row);
  return {
    number: Number(row.number),
    length: head.length,
    closed: head.closed,
    mark: digestOf(streamMark(head)),
  };
}

function insert({ records }: Writing, rows: readonly (string | number)[]): void {
  let from = 0;
  records.forEach((statement, index) => {
    const atOnce = (rowsAtOnce[index] ?? 1) * columns;
    for (; from + atOnce <= rows.length; from += atOnce) statement.run(...rows.slice(from, from + atOnce));
  });
}

function stale(current: number, epoch: number): Appended {
  const message = `Another process writes to this journal now (epoch ${current}; ours was ${epoch}).`;
  return { ok: false, why: "stale_epoch", message };
}

interface Waiting extends Document {
  readonly resolve: (done: Appended | Promise<Appended>) => void;
  readonly reject: (fault: unknown) => void;
}

/** Documents that are put in one turn of the event loop go to the disk together: many runs start at once. */
export class Puts {
  readonly #write: (documents: readonly Document[]) => Appended | Promise<Appended>;
  #waiting: Waiting[] = [];

  constructor(write: (documents: readonly Document[]) => Appended | Promise<Appended>) {
    this.#write = write;
  }

  /** Resolves once it is durable. */
  add(id: string, text: string): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      this.#waiting.push({ id, text, resolve, reject });
    });
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      const done = this.#write(waiting.map(({ id, text }) => ({ id, text })));
      for (const { resolve } of waiting) resolve(done);
    } catch (fault) {
      for (const { reject } of waiting) reject(fault);
    }
  }
}
