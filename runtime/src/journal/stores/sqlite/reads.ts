import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Seq, StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import type { Head } from "../../ledger.ts";
import { type Appended, DamagedJournal, type Due, type Record, type Snapshots } from "../../store.ts";
import { storeFault } from "./faults.ts";
import { keepsLedger, tellsPruned, tellsRest } from "./schema.ts";

/** The head of each stream, its rest and its line; the caller appends a condition. */
export function headsOf(db: DatabaseSync): string {
  const [rests, resting] = tellsRest(db)
    ? ["resting.number IS NOT NULL AS rests, due", still("resting")]
    : ["0 AS rests, NULL AS due", ""];
  const [line, lines] = keepsLedger(db) ? ["lines.text AS line", still("lines")] : ["NULL AS line", ""];
  const [pruned, prunes] = tellsPruned(db)
    ? ["pruned.number IS NOT NULL AS pruned", "LEFT JOIN pruned ON pruned.number = streams.number"]
    : ["0 AS pruned", ""];
  return `SELECT streams.number, stream, streams.length, streams.hash, closed, ${rests}, ${line}, ${pruned}
    FROM streams ${resting} ${lines} ${prunes}`;
}

/** Rows that are valid until the next append. */
function still(table: string): string {
  return `LEFT JOIN ${table} ON ${table}.number = streams.number AND ${table}.length = streams.length`;
}

/** A row of {@link headsOf} as an array. */
export type HeadRow = readonly [
  number: number,
  stream: StreamId,
  length: number,
  hash: string,
  closed: number,
  rests: number,
  due: number | null,
  line: string | null,
  pruned: number,
];

export function headIn([, stream, length, hash, closed, rests, due, line, pruned]: HeadRow): Head {
  return {
    stream,
    length,
    hash,
    closed: closed === 1,
    ...(rests === 1 ? { due } : {}),
    ...(line === null ? {} : { line }),
    ...(pruned === 1 ? { pruned: true } : {}),
  };
}

export function headOf(row: { readonly [column: string]: unknown }): Head {
  return {
    stream: String(row.stream) as StreamId,
    length: Number(row.length),
    hash: String(row.hash),
    closed: row.closed === 1,
    ...(row.rests === 1 ? { due: row.due === null ? null : Number(row.due) } : {}),
    ...(row.line === null || row.line === undefined ? {} : { line: String(row.line) }),
    ...(row.pruned === 1 ? { pruned: true } : {}),
  };
}

type Row = readonly [seq: number, body: string, hash: string];
/** One whose text is left out. */
type Large = readonly [seq: number, body: null, hash: string];

/** A record's share of a page with the most records. */
const shareBytes = Math.floor(limits.pageBytesMax / limits.pageRecordsMax);

/**
 * Reads the next records of a stream, as many as a page may hold; none at the stream's end. All rows of a page at once
 * take half as long as one after another, and come to no more than a page where none has more than its share: one that
 * has comes without its text, and then they are read one by one.
 */
export function paging(db: DatabaseSync): (stream: StreamId, number: number, from: Seq) => readonly Record[] {
  const next = `FROM records WHERE place >= (?1 << 32) | ?2 AND place < (?1 + 1) << 32
    ORDER BY place LIMIT ${limits.pageRecordsMax}`;
  const small = `CASE WHEN octet_length(body) <= ${shareBytes} THEN body END`;
  const whole = db.prepare(`SELECT place & 4294967295, ${small}, hash ${next}`);
  const oneByOne = db.prepare(`SELECT place & 4294967295, body, hash ${next}`);
  for (const statement of [oneByOne, whole]) statement.setReturnArrays(true);
  return (stream, number, from) => {
    const rows = whole.all(number, from).map((row: unknown) => row as Row | Large);
    if (!rows.every(isWhole)) return asManyAsFit(oneByOne, stream, number, from);
    return rows.map((row) => recordOf(stream, row));
  };
}

function asManyAsFit(
  statement: StatementSync,
  stream: StreamId,
  number: number,
  from: Seq,
): readonly Record[] {
  const page: Record[] = [];
  let size = 0;
  for (const row of statement.iterate(number, from) as Iterable<unknown>) {
    const record = recordOf(stream, row as Row);
    page.push(record);
    size += record.body.length;
    if (size >= limits.pageBytesMax) break;
  }
  return page;
}

function isWhole(row: Row | Large): row is Row {
  return row[1] !== null;
}

function recordOf(stream: StreamId, [seq, body, hash]: Row): Record {
  return { stream, seq, body, hash };
}

/** A page at a time: whoever wakes the first few has not read them all. */
export async function* dueStreams(
  db: DatabaseSync,
  attempt: <T>(work: () => T) => T,
): AsyncGenerator<Due, void> {
  if (!attempt(() => tellsRest(db))) return;
  const next = attempt(() =>
    db.prepare(
      `SELECT stream, due, streams.number FROM resting
       JOIN streams ON streams.number = resting.number AND streams.length = resting.length AND closed = 0
       WHERE due IS NOT NULL AND (due, resting.number) > (?, ?)
       ORDER BY due, resting.number LIMIT ${limits.pageRecordsMax}`,
    ),
  );
  for (let after = { due: Number.NEGATIVE_INFINITY, number: 0 }; ; ) {
    const page = attempt(() => next.all(after.due, after.number));
    for (const { stream, due } of page) yield { stream: String(stream) as StreamId, due: Number(due) };
    const last = page.at(-1);
    if (last === undefined || page.length < limits.pageRecordsMax) return;
    after = { due: Number(last.due), number: Number(last.number) };
  }
}

/** Beside the journal's own tables, made where they are first wanted: an older release leaves them alone. */
export function keepSnapshot(db: DatabaseSync, epoch: number, stream: StreamId, text: string): Appended {
  db.exec("CREATE TABLE IF NOT EXISTS snapshots (stream TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT");
  const kept = db
    .prepare(
      `INSERT INTO snapshots SELECT ?, ? FROM writer WHERE epoch = ?
       ON CONFLICT (stream) DO UPDATE SET text = excluded.text`,
    )
    .run(stream, text, epoch);
  return Number(kept.changes) === 1
    ? { ok: true }
    : { ok: false, why: "stale_epoch", message: "Another process writes to this journal now." };
}

export function snapshotsOf(db: DatabaseSync, path: string): Pick<Snapshots, "get"> {
  return {
    get: async (stream) => {
      try {
        const there = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'snapshots'").get();
        if (there === undefined) return undefined;
        const row = db.prepare("SELECT text FROM snapshots WHERE stream = ?").get(stream);
        return row === undefined ? undefined : String(row.text);
      } catch (error) {
        throw new DamagedJournal(storeFault(error, path));
      }
    },
  };
}
