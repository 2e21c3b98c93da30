import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { limits } from "../limits.ts";
import { steps } from "./definition.ts";

/** `orcm`: tells a memory from other SQLite files. */
const applicationId = 0x6f72636d;

/**
 * Opens a memory, or makes one that only its owner reads. Throws SQLite's errors, and an Error where the file is something
 * else.
 *
 * A rollback journal, not a write-ahead log: after a change, no second file holds what was changed.
 */
export function openMemory(path: string): DatabaseSync {
  const isThere = path !== ":memory:" && existsSync(path);
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: limits.busyMsMax, allowExtension: true });
  db.enableLoadExtension(false);
  try {
    db.exec("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL");
    // Deleted rows and pages are overwritten with zeros.
    db.exec(`PRAGMA secure_delete = ON; PRAGMA max_page_count = ${limits.pagesMax}`);
    inTransaction(db, () => prepare(db, path));
    if (!isThere && path !== ":memory:") chmodSync(path, 0o600);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync, path: string): void {
  const [id, known] = [numberOf(db, "application_id"), numberOf(db, "user_version")];
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (id !== applicationId && !(id === 0 && isEmpty))
    throw new Error(`${path} is not a memory: it is another program's database.`);
  if (known > steps.length) throw new Error(`${path} was written by a newer version of orch.`);
  if (known === steps.length) return;
  for (const step of steps.slice(known)) db.exec(step);
  db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
}

function numberOf(db: DatabaseSync, pragma: string): number {
  return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

/** All of it or nothing. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}
