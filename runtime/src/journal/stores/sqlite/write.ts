import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Append, Appended, Record } from "../../store.ts";

/** The statements of every append, prepared once. */
export interface Writing {
  readonly epoch: StatementSync;
  readonly stream: StatementSync;
  readonly enter: StatementSync;
  readonly record: StatementSync;
  /** {@link rowsAtOnce} of them. */
  readonly recordsAtOnce: StatementSync;
  readonly head: StatementSync;
  readonly document: StatementSync;
}

const row = "((? << 32) + ?, ?, ?)";
/** A statement for several rows costs about half as much a row; for more than this it costs no less. */
const rowsAtOnce = 8;

export function writing(db: DatabaseSync): Writing {
  return {
    epoch: db.prepare("SELECT epoch FROM writer"),
    stream: db.prepare("SELECT number, length FROM streams WHERE stream = ?"),
    enter: db.prepare("INSERT INTO streams (stream, length, hash) VALUES (?, 0, '') RETURNING number"),
    record: db.prepare(`INSERT INTO records (place, body, hash) VALUES ${row}`),
    recordsAtOnce: db.prepare(
      `INSERT INTO records (place, body, hash) VALUES ${Array(rowsAtOnce).fill(row).join(", ")}`,
    ),
    head: db.prepare("UPDATE streams SET length = ?, hash = ?, closed = ? WHERE number = ?"),
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
  return transaction(db, writing, epoch, () => {
    for (const append of appends) {
      const refused = appendOne(writing, append);
      if (refused !== undefined) return refused;
    }
    return { ok: true };
  });
}

export interface Document {
  readonly id: string;
  readonly text: string;
}

export function putDocuments(
  db: DatabaseSync,
  writing: Writing,
  epoch: number,
  documents: readonly Document[],
): Appended {
  return transaction(db, writing, epoch, () => {
    for (const { id, text } of documents) writing.document.run(id, text);
    return { ok: true };
  });
}

/** Commits what `work` accepts and rolls back what it refuses, having made sure that we are still the writer. */
function transaction(db: DatabaseSync, writing: Writing, epoch: number, work: () => Appended): Appended {
  db.exec("BEGIN IMMEDIATE");
  const current = Number(writing.epoch.get()?.epoch);
  const done = current === epoch ? work() : stale(current, epoch);
  db.exec(done.ok ? "COMMIT" : "ROLLBACK");
  return done;
}

function appendOne(writing: Writing, append: Append): Appended | undefined {
  const row = writing.stream.get(append.stream);
  const length = Number(row?.length ?? 0);
  if (length !== append.expected) {
    const message = `${append.stream} has ${length} events, not ${append.expected}.`;
    return { ok: false, why: "unexpected_seq", message };
  }
  const last = append.records.at(-1);
  if (last === undefined) return undefined;
  const number = Number((row ?? writing.enter.get(append.stream))?.number);
  insert(writing, number, append.records);
  writing.head.run(last.seq + 1, last.hash, append.closed === true ? 1 : 0, number);
  return undefined;
}

function insert(writing: Writing, number: number, records: readonly Record[]): void {
  let from = 0;
  for (; from + rowsAtOnce <= records.length; from += rowsAtOnce) {
    const values: (string | number)[] = [];
    for (let index = from; index < from + rowsAtOnce; index++) {
      const { seq, body, hash } = records[index]!;
      values.push(number, seq, body, hash);
    }
    writing.recordsAtOnce.run(...values);
  }
  for (const { seq, body, hash } of records.slice(from)) writing.record.run(number, seq, body, hash);
}

function stale(current: number, epoch: number): Appended {
  const message = `Another process writes to this journal now (epoch ${current}; ours was ${epoch}).`;
  return { ok: false, why: "stale_epoch", message };
}
