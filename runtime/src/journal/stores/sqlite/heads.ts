import type { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import type { Head } from "../../store.ts";
import { keepsLedger, tellsRest } from "./schema.ts";

/** The head of each stream, its rest and its line; the caller appends a condition. */
export function headsOf(db: DatabaseSync): string {
  const [rests, resting] = tellsRest(db)
    ? ["resting.number IS NOT NULL AS rests, due", still("resting")]
    : ["0 AS rests, NULL AS due", ""];
  const [line, lines] = keepsLedger(db) ? ["lines.text AS line", still("lines")] : ["NULL AS line", ""];
  return `SELECT streams.number, stream, streams.length, streams.hash, closed, ${rests}, ${line}
    FROM streams ${resting} ${lines}`;
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
];

export function headIn([, stream, length, hash, closed, rests, due, line]: HeadRow): Head {
  return {
    stream,
    length,
    hash,
    closed: closed === 1,
    ...(rests === 1 ? { due } : {}),
    ...(line === null ? {} : { line }),
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
  };
}
