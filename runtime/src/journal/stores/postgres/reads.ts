import type { StreamId } from "@orchlang/kernel";
import type { Pool } from "pg";
import { limits } from "../../../limits.ts";
import {
  bodyOf,
  type DocumentMark,
  type Head,
  type LedgerEntry,
  streamMark,
  textHash,
} from "../../ledger.ts";
import { audited, type LedgerView, looked } from "../../ledger-check.ts";
import { beginningsOf, DamagedJournal, type Ledger, type Record, type Store } from "../../store.ts";
import { faultOf, isAway } from "./faults.ts";

/** A row of a stream. */
export interface HeadRow {
  readonly number: number;
  readonly stream: StreamId;
  readonly length: number;
  readonly hash: string;
  readonly closed: boolean;
  readonly rests: boolean;
  readonly due: number | null;
  readonly line: string | null;
  readonly pruned: boolean;
}

export function headIn({ stream, length, hash, closed, rests, due, line, pruned }: HeadRow): Head {
  return {
    stream,
    length,
    hash,
    closed,
    ...(rests ? { due } : {}),
    ...(line === null ? {} : { line }),
    ...(pruned ? { pruned: true as const } : {}),
  };
}

type Reading = Pick<Store, "get" | "head" | "read" | "pages" | "streams" | "due" | "beginning">;

/** Asks the database, and throws {@link DamagedJournal} where it does not answer. */
export type Ask = <T extends object>(text: string, values?: readonly unknown[]) => Promise<readonly T[]>;

/** `goesOn`: asked where the database is away; true: it is asked again. */
interface Patience {
  /** How long an answer may take, ms. */
  readonly answerMs: number;
  goesOn(): Promise<boolean>;
}

export function askOf(pool: Pool, patience?: Patience): Ask {
  return async <T extends object>(text: string, values: readonly unknown[] = []) => {
    const timed = patience === undefined ? {} : { query_timeout: patience.answerMs };
    for (;;) {
      try {
        const { rows } = await pool.query<T>({ text, values: [...values], ...timed });
        return rows;
      } catch (error) {
        if (patience !== undefined && isAway(error) && (await patience.goesOn())) continue;
        throw new DamagedJournal(faultOf(error));
      }
    }
  };
}

/** The reading side. Each page is as it was when it was read; nothing that is read holds a lock. */
export function reading(ask: Ask): Reading {
  const get = async (id: string): Promise<string | undefined> => {
    const [row] = await ask<{ text: string; hash: string }>(
      "SELECT text, hash FROM orch.documents WHERE id = $1",
      [id],
    );
    if (row !== undefined && row.hash !== textHash(row.text))
      throw new DamagedJournal({
        fault: "corrupt",
        message: `The journal was altered: the text of ${id} is not as it was written.`,
      });
    return row?.text;
  };
  const pages = async function* (stream: StreamId, from: number): AsyncGenerator<readonly Record[]> {
    const [row] = await ask<{ number: number }>("SELECT number FROM orch.streams WHERE stream = $1", [
      stream,
    ]);
    if (row === undefined) return;
    for (let next = from; ; ) {
      const page = await ask<Omit<Record, "stream">>(
        `SELECT seq, body, hash FROM orch.records WHERE stream = $1 AND seq >= $2
         ORDER BY seq LIMIT ${limits.pageRecordsMax}`,
        [row.number, next],
      );
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map((record) => ({ stream, ...record }));
      next = last.seq + 1;
    }
  };
  return {
    get,
    beginning: async (stream) => {
      const ids = beginningsOf(stream);
      // Its range: `0` comes after `/`, with which the ids end.
      const [row] = await ask<{ id: string }>(
        "SELECT id FROM orch.documents WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT 1",
        [ids, `${ids.slice(0, -1)}0`],
      );
      return row === undefined ? undefined : await get(row.id);
    },
    head: async (stream) => {
      const [row] = await ask<HeadRow>("SELECT * FROM orch.streams WHERE stream = $1", [stream]);
      return row === undefined ? undefined : headIn(row);
    },
    async *read(stream, from) {
      for await (const page of pages(stream, from)) yield* page;
    },
    pages,
    async *streams(which, beginning = "") {
      for (let after = 0; ; ) {
        const page = await ask<HeadRow>(
          `SELECT * FROM orch.streams WHERE number > $1 AND starts_with(stream, $2)
           ${which === "open" ? "AND NOT closed" : ""} ORDER BY number LIMIT ${limits.pageRecordsMax}`,
          [after, beginning],
        );
        for (const row of page) yield headIn(row);
        const last = page.at(-1);
        if (last === undefined || page.length < limits.pageRecordsMax) return;
        after = last.number;
      }
    },
    async *due() {
      yield* await ask<{ stream: StreamId; due: number }>(
        "SELECT stream, due FROM orch.streams WHERE due IS NOT NULL AND NOT closed ORDER BY due",
      );
    },
  };
}

/** Does something that asks for several things, all as they were at one moment, whatever is written meanwhile. */
type AtOnce = <T>(work: (ask: Ask) => Promise<T>) => Promise<T>;

export function atOnce(pool: Pool): AtOnce {
  return async (work) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw new DamagedJournal(faultOf(error));
    });
    const ask: Ask = async <T extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query<T>(text, [...values]).catch((error: unknown) => {
        throw new DamagedJournal(faultOf(error));
      });
      return rows;
    };
    try {
      await ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      const done = await work(ask);
      await ask("COMMIT");
      client.release();
      return done;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
}

export function ledgerOf(ask: Ask, together: AtOnce): Ledger {
  return {
    end: async () => {
      const last = await lastEntry(ask);
      return last && { commits: last.number + 1, head: last.hash };
    },
    losses: async () => {
      const entries = await ask<LedgerEntry>(
        "SELECT number, body, hash FROM orch.ledger WHERE body LIKE '%\"accepted\"%' ORDER BY number",
      );
      return entries.flatMap((entry) => bodyOf(entry)?.accepted ?? []);
    },
    look: async () => ((await lastEntry(ask)) === undefined ? [] : looked(await together(viewOf)).altered),
    audit: async (known) => audited(await together(viewOf), known),
  };
}

async function lastEntry(ask: Ask): Promise<LedgerEntry | undefined> {
  const [last] = await ask<LedgerEntry>(
    "SELECT number, body, hash FROM orch.ledger ORDER BY number DESC LIMIT 1",
  );
  return last;
}

/** All marks and hashes, in memory: some 100 bytes for each event. */
async function viewOf(ask: Ask): Promise<LedgerView> {
  const entries = await ask<LedgerEntry>("SELECT number, body, hash FROM orch.ledger ORDER BY number");
  const rows = await ask<HeadRow>("SELECT * FROM orch.streams ORDER BY number");
  const documents = await ask<{ id: string; hash: string; text: string }>(
    "SELECT id, hash, text FROM orch.documents",
  );
  const texts = new Map(documents.map(({ id, text }) => [id, textHash(text)]));
  const numbers = new Map(rows.map(({ stream, number }) => [stream, number]));
  const records = await ask<{ stream: number; seq: number; hash: string }>(
    "SELECT stream, seq, hash FROM orch.records",
  );
  const hashes = new Map(records.map(({ stream, seq, hash }) => [`${stream} ${seq}`, hash]));
  const marks: readonly DocumentMark[] = documents.map(({ id, hash }) => [id, hash]);
  return {
    entries: (from) => entries.filter(({ number }) => number >= from),
    last: () => entries.at(-1),
    streams: () => rows.map((row) => streamMark(headIn(row))),
    documents: () => marks,
    hashOf: (stream, seq) => hashes.get(`${numbers.get(stream)} ${seq}`),
    textHashOf: (id) => texts.get(id),
  };
}
