import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Seq, StreamId } from "../../../kernel/machine.ts";
import { limits } from "../../../limits.ts";
import type { Record } from "../../store.ts";

type Row = readonly [seq: number, body: string, hash: string];

/**
 * Reads the next records of a stream, as many as a page may hold; none at the stream's end. How much they come to is
 * asked for first: all rows of a page at once take half as long as one after another, if only it is known that they fit.
 */
export function paging(db: DatabaseSync): (stream: StreamId, number: number, from: Seq) => readonly Record[] {
  const next = `FROM records WHERE place >= (?1 << 32) | ?2 AND place < (?1 + 1) << 32
    ORDER BY place LIMIT ${limits.pageRecordsMax}`;
  const size = db.prepare(
    `SELECT coalesce(sum(octet_length(body)), 0), coalesce(max(place & 4294967295), 0) FROM (SELECT place, body ${next})`,
  );
  const oneByOne = db.prepare(`SELECT place & 4294967295, body, hash ${next}`);
  // What somebody has appended since is not among them.
  const whole = db.prepare(
    `SELECT place & 4294967295, body, hash FROM records
     WHERE place >= (?1 << 32) | ?2 AND place <= (?1 << 32) | ?3 ORDER BY place`,
  );
  for (const statement of [size, oneByOne, whole]) statement.setReturnArrays(true);
  return (stream, number, from) => {
    const found: unknown = size.get(number, from);
    const [bytes, last] = found as readonly [number, number];
    if (bytes > limits.pageBytesMax) return asManyAsFit(oneByOne, stream, number, from);
    const rows: readonly unknown[] = whole.all(number, from, last);
    return rows.map((row) => recordOf(stream, row as Row));
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

function recordOf(stream: StreamId, [seq, body, hash]: Row): Record {
  return { stream, seq, body, hash };
}
