import type { DatabaseSync } from "node:sqlite";
import type { Seq, StreamId } from "@orchlang/kernel";
import { limits } from "../../limits.ts";
import { textHash } from "../ledger.ts";
import {
  type Appended,
  beginningsOf,
  DamagedJournal,
  type Ledger,
  type Record,
  type Store,
  type StoreFault,
} from "../store.ts";
import { AnchorKeeper } from "./sqlite/anchor.ts";
import { storeFault } from "./sqlite/faults.ts";
import { Hand } from "./sqlite/hand.ts";
import { anchorOf, anchorPlaceOf, auditedAll, lookedAt } from "./sqlite/integrity.ts";
import { placeOf, sealerBeside } from "./sqlite/key.ts";
import { lossesOf } from "./sqlite/ledger.ts";
import { type OpenedToWrite, openToRead, openToWrite, type SqliteOptions } from "./sqlite/open.ts";
import { dueStreams, type HeadRow, headIn, headsOf, paging, snapshotsOf } from "./sqlite/reads.ts";
import { keepsLedger } from "./sqlite/schema.ts";
import { Puts } from "./sqlite/write.ts";

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
    return orFault(
      path,
      () => reader(named, path, db),
      () => close(db),
    );
  }
  const opened = openToWrite(path, mode);
  if ("fault" in opened) return opened;
  return orFault(
    path,
    () => writer(named, path, mode, opened),
    () => {
      close(opened.db);
      opened.lock.release();
    },
  );
}

/** The schema may have been altered, and no statement of it can be prepared. */
function orFault(path: string, open: () => Store, letGo: () => void): Store | StoreFault {
  try {
    return open();
  } catch (error) {
    letGo();
    return storeFault(error, path);
  }
}

function reader(named: string, path: string, db: DatabaseSync): Store {
  const sealer = sealerBeside(named, false);
  const ledger = ledgerOf(db, path, anchorPlaceOf(path));
  return { ...reading(db, path), ...refusing(path), sealer, ledger, close: async () => close(db) };
}

function writer(named: string, path: string, mode: WriteMode, { db, lock, epoch }: OpenedToWrite): Store {
  const hand = new Hand(db, path, epoch, mode);
  const anchorPath = anchorPlaceOf(path, mode.anchor);
  const anchor = new AnchorKeeper(anchorPath, () => (db.isOpen ? anchorOf(db) : undefined));
  const committed = async (done: Appended | Promise<Appended>): Promise<Appended> => {
    const answer = await done;
    anchor.touch();
    return answer;
  };
  const puts = new Puts((documents) => committed(hand.put(documents)));
  return {
    ...reading(db, path),
    epoch,
    sealer: sealerBeside(named, true),
    get appendsMax() {
      return hand.appendsMax;
    },
    ledger: ledgerOf(db, path, anchorPath),
    append: (appends) => committed(hand.append(appends)),
    put: (id, text) => puts.add(id, text),
    prune: (pruning) => committed(hand.prune(pruning)),
    snapshots: { ...snapshotsOf(db, path), keep: (stream, text) => hand.keep(stream, text) },
    close: async () => {
      puts.flush();
      if (hand.apart) await hand.close();
      anchor.close();
      close(db);
      lock.release();
    },
  };
}

function close(db: DatabaseSync): void {
  if (db.isOpen) db.close();
}

function ledgerOf(db: DatabaseSync, path: string, anchorPath: string): Ledger {
  const attempt = attemptOn(path);
  return {
    end: async () => attempt(() => (keepsLedger(db) ? anchorOf(db) : undefined)),
    losses: async () => attempt(() => (keepsLedger(db) ? lossesOf(db) : [])),
    look: async () => attempt(() => lookedAt(db, anchorPath).altered),
    audit: async (known) => attempt(() => auditedAll(db, anchorPath, known)),
  };
}

function attemptOn(path: string): <T>(work: () => T) => T {
  return (work) => {
    try {
      return work();
    } catch (error) {
      throw new DamagedJournal(storeFault(error, path));
    }
  };
}

type Reading = Pick<Store, "get" | "head" | "read" | "pages" | "streams" | "due" | "beginning">;

function reading(db: DatabaseSync, path: string): Reading {
  const document = db.prepare(
    `SELECT text, ${keepsLedger(db) ? "hash" : "NULL AS hash"} FROM documents WHERE id = ?`,
  );
  const heads = headsOf(db);
  const one = db.prepare(`${heads} WHERE stream = ?`);
  one.setReturnArrays(true);
  const rowOf = (stream: StreamId): HeadRow | undefined => one.get(stream) as HeadRow | undefined;
  const attempt = attemptOn(path);
  const pageAt = paging(db);
  const pages = async function* (stream: StreamId, from: Seq): AsyncGenerator<readonly Record[]> {
    const number = attempt(() => rowOf(stream)?.[0]);
    if (number === undefined) return;
    for (let next = from; ; ) {
      const records = attempt(() => pageAt(stream, number, next));
      const last = records.at(-1);
      if (last === undefined) return;
      yield records;
      next = last.seq + 1;
    }
  };
  const get = async (id: string): Promise<string | undefined> => {
    const row = attempt(() => document.get(id));
    if (row === undefined) return undefined;
    const text = String(row.text);
    if (row.hash !== null && row.hash !== textHash(text)) throw new DamagedJournal(alteredDocument(id));
    return text;
  };
  // Its range: `0` comes after `/`, with which the ids end.
  const begun = db.prepare("SELECT id FROM documents WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT 1");
  return {
    get,
    beginning: async (stream) => {
      const ids = beginningsOf(stream);
      const row = attempt(() => begun.get(ids, `${ids.slice(0, -1)}0`));
      return row === undefined ? undefined : await get(String(row.id));
    },
    head: async (stream) => {
      const row = attempt(() => rowOf(stream));
      return row === undefined ? undefined : headIn(row);
    },
    async *read(stream, from) {
      for await (const page of pages(stream, from)) yield* page;
    },
    pages,
    async *streams(which, beginning = "") {
      const filter = which === "open" ? "AND +closed = 0" : "";
      const query = `${heads} WHERE streams.number > ? AND substr(stream, 1, length(?2)) = ?2 ${filter}
        ORDER BY streams.number LIMIT ${limits.pageRecordsMax}`;
      for (let after = 0; ; ) {
        const page = attempt(() => {
          const next = db.prepare(query);
          next.setReturnArrays(true);
          return next.all(after, beginning) as readonly unknown[] as readonly HeadRow[];
        });
        for (const row of page) yield headIn(row);
        const last = page.at(-1);
        if (last === undefined || page.length < limits.pageRecordsMax) return;
        [after] = last;
      }
    },
    due: () => dueStreams(db, attempt),
  };
}

function alteredDocument(id: string): StoreFault {
  return {
    fault: "corrupt",
    message: `The journal was altered: the text of ${id} is not as it was written.`,
  };
}

function refusing(path: string): Pick<Store, "append" | "put"> {
  const message = `The journal ${path} was opened for reading.`;
  const refused: Appended = { ok: false, why: "read_only", message };
  return { append: async () => refused, put: async () => refused };
}
