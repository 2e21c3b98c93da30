import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Seq, StreamId } from "../../../kernel/machine.ts";
import { limits } from "../../../limits.ts";
import type { Append, Appended, Document } from "../../store.ts";

/** A stream as the last commit left it. */
interface Known {
  readonly number: number;
  readonly length: Seq;
  readonly closed: boolean;
}

/** The statements of every append, prepared once. */
export interface Writing {
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
    stream: db.prepare("SELECT number, length, closed FROM streams WHERE stream = ?"),
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
    document: db.prepare("INSERT INTO documents (id, text) VALUES (?, ?) ON CONFLICT DO NOTHING"),
  };
}

/** All appends in one transaction. Throws SQLite's errors, its transaction open or not. */
export function appendAll(
  db: DatabaseSync,
  writing: Writing,
  epoch: number,
  appends: readonly Append[],
): Appended {
  const after = new Map<StreamId, Known>();
  const done = committed(writing, () =>
    transaction(db, writing, epoch, () => {
      const rows: (string | number)[] = [];
      for (const append of appends) {
        const refused = appendOne(writing, append, rows, after);
        if (refused !== undefined) return refused;
      }
      insert(writing, rows);
      return { ok: true };
    }),
  );
  if (done.ok) learn(writing, appends, after);
  return done;
}

/** What is known of the streams holds only as long as every commit is known to have been made. */
function committed(writing: Writing, work: () => Appended): Appended {
  let done: Appended | undefined;
  try {
    done = work();
    return done;
  } finally {
    if (done?.ok !== true) writing.known.clear();
  }
}

function learn({ known }: Writing, appends: readonly Append[], after: ReadonlyMap<StreamId, Known>): void {
  for (const [stream, one] of after) {
    known.delete(stream);
    known.set(stream, one);
  }
  for (const { stream, closed } of appends) if (closed === true) known.delete(stream);
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
  return transaction(db, writing, epoch, () => {
    putAll(writing, documents);
    return { ok: true };
  });
}

function putAll({ document }: Writing, documents: readonly Document[]): void {
  for (const { id, text } of documents) document.run(id, text);
}

/** Commits what `work` accepts and rolls back what it refuses, having made sure that we are still the writer. */
function transaction(db: DatabaseSync, writing: Writing, epoch: number, work: () => Appended): Appended {
  writing.begin.run();
  const current = Number(writing.epoch.get()?.epoch);
  const done = current === epoch ? work() : stale(current, epoch);
  if (done.ok) writing.commit.run();
  else db.exec("ROLLBACK");
  return done;
}

/** Adds its records to `rows`, and to `after` what the stream then is. */
function appendOne(
  writing: Writing,
  append: Append,
  rows: (string | number)[],
  after: Map<StreamId, Known>,
): Appended | undefined {
  const { stream, records, expected, due, documents = [] } = append;
  const found = after.get(stream) ?? writing.known.get(stream) ?? lookedUp(writing, stream);
  const length = found?.length ?? 0;
  if (length !== expected) {
    const message = `${stream} has ${length} events, not ${expected}.`;
    return { ok: false, why: "unexpected_seq", message };
  }
  putAll(writing, documents);
  const last = records.at(-1);
  if (last === undefined) {
    if (found !== undefined && due !== undefined) writing.rest.run(found.number, length, due);
    return undefined;
  }
  const closed = append.closed === true;
  const head = [last.seq + 1, last.hash] as const;
  const number = found?.number ?? Number(writing.enter.get(stream, ...head, closed ? 1 : 0)?.number);
  for (const { seq, body, hash } of records) rows.push(number, seq, body, hash);
  if (found?.closed === closed) writing.head.run(...head, number);
  else if (found !== undefined) writing.turnHead.run(...head, closed ? 1 : 0, number);
  after.set(stream, { number, length: last.seq + 1, closed });
  if (due !== undefined) writing.rest.run(number, last.seq + 1, due);
  else if (closed) writing.forgetRest.run(number);
  return undefined;
}

function lookedUp(writing: Writing, stream: StreamId): Known | undefined {
  const row = writing.stream.get(stream);
  if (row === undefined) return undefined;
  return { number: Number(row.number), length: Number(row.length), closed: row.closed === 1 };
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
