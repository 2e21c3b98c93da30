import type { DatabaseSync } from "node:sqlite";
import type { Seq, StreamId } from "../../kernel/machine.ts";
import { limits } from "../../limits.ts";
import {
  type Appended,
  DamagedJournal,
  type Head,
  type Record,
  type Store,
  type StoreFault,
} from "../store.ts";
import { storeFault } from "./sqlite/faults.ts";
import { Hand } from "./sqlite/hand.ts";
import { sealerBeside } from "./sqlite/key.ts";
import { openToRead, openToWrite, type SqliteOptions } from "./sqlite/open.ts";
import { paging } from "./sqlite/pages.ts";
import { placeOf } from "./sqlite/place.ts";
import { Puts } from "./sqlite/puts.ts";
import { dueStreams, headsOf } from "./sqlite/resting.ts";
import { snapshotsOf } from "./sqlite/snapshots.ts";

/** Options of a writer. */
export type WriteMode = { readonly mode: "write" } & SqliteOptions;

/**
 * A journal in one SQLite file (WAL, synchronous = FULL). Opened for writing it is locked against other writers for as
 * long as it is open; opened for reading it needs no lock and sees what was durable when each page was read.
 */
export function openSqliteStore(named: string, mode: "read" | WriteMode): Store | StoreFault {
  const path = placeOf(named);
  if (typeof path !== "string") return path;
  if (mode === "read") {
    const db = openToRead(path);
    if ("fault" in db) return db;
    const sealer = sealerBeside(named, false);
    return { ...reading(db, path), ...refusing(path), sealer, close: async () => close(db) };
  }
  const opened = openToWrite(path, mode);
  if ("fault" in opened) return opened;
  const { db, lock, epoch } = opened;
  const hand = new Hand(db, path, epoch, mode);
  const puts = new Puts((documents) => hand.put(documents));
  return {
    ...reading(db, path),
    epoch,
    sealer: sealerBeside(named, true),
    get appendsMax() {
      return hand.appendsMax;
    },
    append: (appends) => hand.append(appends),
    put: (id, text) => puts.add(id, text),
    snapshots: { ...snapshotsOf(db, path), keep: (stream, text) => hand.keep(stream, text) },
    close: async () => {
      puts.flush();
      if (hand.apart) await hand.close();
      close(db);
      lock.release();
    },
  };
}

function close(db: DatabaseSync): void {
  if (db.isOpen) db.close();
}

type Reading = Pick<Store, "get" | "head" | "read" | "pages" | "streams" | "due">;

function reading(db: DatabaseSync, path: string): Reading {
  const document = db.prepare("SELECT text FROM documents WHERE id = ?");
  const heads = headsOf(db);
  const one = db.prepare(`${heads} WHERE stream = ?`);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new DamagedJournal(storeFault(error, path));
    }
  };
  const pageAt = paging(db);
  const pages = async function* (stream: StreamId, from: Seq): AsyncGenerator<readonly Record[]> {
    const number = attempt(() => one.get(stream)?.number);
    if (number === undefined) return;
    for (let next = from; ; ) {
      const records = attempt(() => pageAt(stream, Number(number), next));
      const last = records.at(-1);
      if (last === undefined) return;
      yield records;
      next = last.seq + 1;
    }
  };
  return {
    get: async (id) => {
      const row = attempt(() => document.get(id));
      return row === undefined ? undefined : String(row.text);
    },
    head: async (stream) => {
      const row = attempt(() => one.get(stream));
      return row === undefined ? undefined : headOf(row);
    },
    async *read(stream, from) {
      for await (const page of pages(stream, from)) yield* page;
    },
    pages,
    async *streams(which, beginning = "") {
      const filter = which === "open" ? "AND closed = 0" : "";
      const query = `${heads} WHERE streams.number > ? AND substr(stream, 1, length(?2)) = ?2 ${filter}
        ORDER BY streams.number LIMIT ${limits.pageRecordsMax}`;
      for (let after = 0; ; ) {
        const page = attempt(() => db.prepare(query).all(after, beginning));
        for (const row of page) yield headOf(row);
        if (page.length < limits.pageRecordsMax) return;
        after = Number(page.at(-1)!.number);
      }
    },
    due: () => dueStreams(db, attempt),
  };
}

function headOf(row: { readonly [column: string]: unknown }): Head {
  return {
    stream: String(row.stream) as StreamId,
    length: Number(row.length),
    hash: String(row.hash),
    closed: row.closed === 1,
    ...(row.rests === 1 ? { due: row.due === null ? null : Number(row.due) } : {}),
  };
}

function refusing(path: string): Pick<Store, "append" | "put"> {
  const message = `The journal ${path} was opened for reading.`;
  const refused: Appended = { ok: false, why: "read_only", message };
  return { append: async () => refused, put: async () => refused };
}
