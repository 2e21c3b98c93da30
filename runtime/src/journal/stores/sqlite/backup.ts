/** Copies of a journal that are journals themselves, made while a writer goes on. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { backup } from "node:sqlite";
import type { StoreFault } from "../../store.ts";
import { writeAnchor } from "./anchor.ts";
import { storeFault } from "./faults.ts";
import { alteredFile, anchorOf, anchorPlaceOf, auditedAll, lookedAt } from "./integrity.ts";
import { keyPlaceOf, placeOf } from "./key.ts";
import { openToRead } from "./open.ts";

/** A copy that was made: its commits, and the hash of the last. */
export interface Backup {
  readonly commits: number;
  readonly head: string;
}

/** As many pages at once: all, in one transaction, so that a writer does not make it begin again. */
const allPages = 0x7f_ff_ff_ff;

/**
 * Copies the journal to a new file, with an anchor and the keys beside it. The copy is the journal at one moment, and was
 * checked as it is when a journal is opened. No lock is needed.
 */
export async function backupJournal(named: string, target: string): Promise<Backup | StoreFault> {
  const path = placeOf(named);
  if (typeof path !== "string") return path;
  const db = openToRead(path);
  if ("fault" in db) return db;
  try {
    const there = existing(target);
    if (there !== undefined) return there;
    mkdirSync(dirname(resolve(target)), { recursive: true });
    await backup(db, target, { rate: allPages });
    chmodSync(target, 0o600);
    const made = completed(target);
    if ("fault" in made) discard(target);
    else copyKey(named, target);
    return made;
  } catch (error) {
    return storeFault(error, target);
  } finally {
    db.close();
  }
}

/** The anchor of a copy is its own end. */
function completed(target: string): Backup | StoreFault {
  const copy = openToRead(target);
  if ("fault" in copy) return copy;
  try {
    const anchor = anchorOf(copy);
    if (anchor === undefined)
      return {
        fault: "corrupt",
        message: "The journal has no ledger yet: a command that writes makes it one.",
      };
    writeAnchor(anchorPlaceOf(target), anchor);
    const off = lookedAt(copy, anchorPlaceOf(target));
    return off.altered.length === 0
      ? { commits: anchor.commits, head: anchor.head }
      : alteredFile(target, off);
  } finally {
    copy.close();
  }
}

/**
 * Puts a copy in the place of a journal that is not there, with its anchor and its keys. Every commit of the copy is checked
 * first. Work that was done after the copy was made is not in it, and may be done again.
 */
export function restoreJournal(from: string, named: string): Backup | StoreFault {
  const path = placeOf(named);
  if (typeof path !== "string") return path;
  const db = openToRead(from);
  if ("fault" in db) return db;
  try {
    const there = existing(path);
    if (there !== undefined) return there;
    const off = auditedAll(db, anchorPlaceOf(from));
    const anchor = anchorOf(db);
    if (off.altered.length > 0 || anchor === undefined) return alteredFile(from, off);
    mkdirSync(dirname(resolve(path)), { recursive: true });
    copyFileSync(from, path);
    chmodSync(path, 0o600);
    copyFileSync(anchorPlaceOf(from), anchorPlaceOf(path));
    copyKey(from, path);
    return { commits: anchor.commits, head: anchor.head };
  } catch (error) {
    return storeFault(error, path);
  } finally {
    db.close();
  }
}

function existing(target: string): StoreFault | undefined {
  const there = [target, anchorPlaceOf(target), `${target}-key`, `${target}-wal`].find((file) =>
    existsSync(file),
  );
  return there === undefined
    ? undefined
    : { fault: "unreadable", message: `${there} is there already. Nothing was changed; name another place.` };
}

function copyKey(from: string, to: string): void {
  const key = keyPlaceOf(from);
  if (!existsSync(key)) return;
  copyFileSync(key, `${to}-key`);
  chmodSync(`${to}-key`, 0o600);
}

function discard(target: string): void {
  for (const file of [target, anchorPlaceOf(target), `${target}-wal`, `${target}-shm`])
    rmSync(file, { force: true });
}
