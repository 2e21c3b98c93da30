import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Seq, StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import type { Record } from "../../store.ts";

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
