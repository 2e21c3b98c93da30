import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { invariant } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import { freshKey, wallNow } from "../../../world/node.ts";
import { makeFolder } from "../../folder.ts";
import { entryAfter } from "../../ledger.ts";
import type { StoreFault } from "../../store.ts";
import { writeAnchor } from "./anchor.ts";
import { damagedFile, foreignFile, newerFile, storeFault, trouble } from "./faults.ts";
import { alteredFile, anchorOf, anchorPlaceOf, lookedAt } from "./integrity.ts";
import { beginLedger, endOf, enter, owesAnchor } from "./ledger.ts";
import { type Holder, takeWriterLock, type WriterLock } from "./lock.ts";
import { complete, create, fileKind, keepsLedger, structuralFault } from "./schema.ts";

export interface SqliteOptions {
  /** How the holder of the journal is called to others who want it. Default: the program's name. */
  readonly command?: string;
  /** The file's size at most, in pages of 4 KiB; an append beyond it is refused as on a full disk. */
  readonly pagesMax?: number;
  /** When a thread of its own writes. Default: when much is written at once. */
  readonly ownThread?: "when busy" | "always" | "never";
  /** Where the anchor lies. Default: beside the journal, `…-anchor`. */
  readonly anchor?: string;
}

export interface OpenedToWrite {
  readonly db: DatabaseSync;
  readonly lock: WriterLock;
  readonly epoch: number;
}

/** Opens or creates a journal, takes the writer's lock and raises the epoch. Nothing is left open after a fault. */
export function openToWrite(path: string, options: SqliteOptions): OpenedToWrite | StoreFault {
  let lock: WriterLock | undefined;
  let db: DatabaseSync | undefined;
  try {
    makeFolder(dirname(path));
    const taken = takeWriterLock(path, () => holderOf(path));
    if ("fault" in taken) return taken;
    lock = taken;
    const isThere = existsSync(path);
    // Reports missing write permission before anything else.
    if (isThere) accessSync(path, constants.W_OK);
    const altered = isThere ? alteration(path, options) : createFile(path);
    if (altered !== undefined) {
      taken.release();
      return altered;
    }
    db = new DatabaseSync(path, { timeout: limits.busyMsMax });
    const fault = strange(db, path) ?? prepare(db, path, options);
    if (fault === undefined) return { db, lock, epoch: raiseEpoch(db, options) };
    release(db, lock);
    return fault;
  } catch (error) {
    release(db, lock);
    return storeFault(error, path);
  }
}

function prepare(db: DatabaseSync, path: string, options: SqliteOptions): StoreFault | undefined {
  db.exec("PRAGMA journal_mode = WAL");
  set(db, options);
  anchored(db, anchorPlaceOf(path, options.anchor));
  return undefined;
}

/**
 * The fault of a journal that is to be opened for writing. It is only read for that: a writing connection would copy
 * the intact part of a damaged log into the file and drop the rest.
 */
function alteration(path: string, options: SqliteOptions): StoreFault | undefined {
  const db = openToRead(path);
  if ("fault" in db) return db;
  try {
    const off = lookedAt(db, anchorPlaceOf(path, options.anchor));
    return off.altered.length === 0 ? undefined : alteredFile(path, off);
  } finally {
    db.close();
  }
}

/**
 * A ledger and an anchor for a journal that has none yet. The anchor is owed only once it was written: whoever is killed in
 * between leaves a journal that is whole.
 */
function anchored(db: DatabaseSync, anchorPath: string): void {
  if (keepsLedger(db) && endOf(db) !== undefined && owesAnchor(db)) return;
  inTransaction(db, () => {
    complete(db);
    if (endOf(db) === undefined) beginLedger(db, freshName(), wallNow());
  });
  const anchor = anchorOf(db);
  const end = endOf(db);
  invariant(anchor !== undefined && end !== undefined, "a ledger that was begun has an end");
  writeAnchor(anchorPath, anchor);
  inTransaction(db, () => enter(db, entryAfter(end, end.sum, { anchored: true }).entry));
}

/** A name that no other journal has. */
export function freshName(): string {
  return Buffer.from(freshKey(16)).toString("hex");
}

/** All of it or nothing. */
export function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}

/** One more connection of the journal's writer, who has the lock. Throws SQLite's errors. */
export function connection(path: string, options: SqliteOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: limits.busyMsMax });
  set(db, options);
  return db;
}

/** Settings of the connection, as opposed to the file. */
function set(db: DatabaseSync, options: SqliteOptions): void {
  // FULL: an append that was acknowledged outlives a loss of power, not only of the process.
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA journal_size_limit = 67108864");
  // Runs side by side write the same few pages again and again: those are copied into the file once, not each time.
  db.exec(`PRAGMA wal_autocheckpoint = ${limits.walPagesMax}`);
  db.exec(`PRAGMA cache_size = -${limits.cacheKibMax}`);
  if (options.pagesMax !== undefined) db.exec(`PRAGMA max_page_count = ${options.pagesMax}`);
}

/** A new journal, made beside its place and moved there whole: so an empty file is always one that was cut. */
function createFile(path: string): undefined {
  const made = `${path}-new`;
  rmSync(made, { force: true });
  // The files that SQLite puts beside it get the same permissions.
  closeSync(openSync(made, "wx", 0o600));
  const db = new DatabaseSync(made);
  try {
    create(db);
    // With its ledger begun: whoever is killed right after leaves a journal that is whole.
    inTransaction(db, () => beginLedger(db, freshName(), wallNow()));
  } finally {
    db.close();
  }
  renameSync(made, path);
  const folder = openSync(dirname(resolve(path)), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Opens a journal that is there, for reading only. */
export function openToRead(path: string): DatabaseSync | StoreFault {
  if (!existsSync(path)) return { fault: "missing", message: `There is no journal at ${path}.` };
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: limits.busyMsMax });
    try {
      return readable(db, path) ?? db;
    } catch (error) {
      db.close();
      const settled = settledCopy(path, error);
      if (settled === undefined) throw error;
      return readable(settled, path) ?? settled;
    }
  } catch (error) {
    return storeFault(error, path);
  }
}

function readable(db: DatabaseSync, path: string): StoreFault | undefined {
  const fault = strange(db, path) ?? damage(db, path);
  if (fault !== undefined) db.close();
  return fault;
}

/** The fault of a file that is foreign, of a newer release, or empty. */
function strange(db: DatabaseSync, path: string): StoreFault | undefined {
  const kind = fileKind(db);
  if (kind === "foreign") return foreignFile(path);
  if (kind === "newer") return newerFile(path);
  return kind === "empty" ? damagedFile(path, "the file is empty") : undefined;
}

/**
 * SQLite wants to write beside a file even to read it in WAL mode. Where it may not, and no log lies there, nobody can
 * be writing, and the file can be read as it is.
 */
function settledCopy(path: string, error: unknown): DatabaseSync | undefined {
  const kind = trouble(error, path);
  if (kind !== "cannotOpen" && kind !== "readOnly") return undefined;
  if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0) return undefined;
  return new DatabaseSync(`${pathToFileURL(path).href}?immutable=1`, { readOnly: true });
}

function damage(db: DatabaseSync, path: string): StoreFault | undefined {
  if (statSync(path).size > limits.quickCheckBytesMax) return undefined;
  const says = structuralFault(db);
  return says === undefined ? undefined : damagedFile(path, says);
}

function raiseEpoch(db: DatabaseSync, options: SqliteOptions): number {
  const command = options.command ?? basename(process.argv[1] ?? process.title);
  const row = db
    .prepare(
      `UPDATE writer SET epoch = epoch + 1, pid = ?, command = ?, since = unixepoch('subsec') * 1000
       RETURNING epoch`,
    )
    .get(process.pid, command);
  return Number(row?.epoch);
}

/** Readers need no lock, so that a journal in use can say who uses it. */
function holderOf(path: string): Holder | undefined {
  const db = openToRead(path);
  if ("fault" in db) return undefined;
  try {
    const row = db.prepare("SELECT pid, command, since FROM writer").get();
    if (row === undefined) return undefined;
    return { pid: Number(row.pid), command: String(row.command), since: Number(row.since) };
  } finally {
    db.close();
  }
}

function release(db: DatabaseSync | undefined, lock: WriterLock | undefined): void {
  db?.close();
  lock?.release();
}
