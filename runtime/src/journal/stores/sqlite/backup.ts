/** Copies of a journal that are journals themselves, made while a writer goes on. */
import { chmodSync, copyFileSync, existsSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { backup } from "node:sqlite";
import { makeFolder } from "../../folder.ts";
import type { StoreFault } from "../../store.ts";
import { writeAnchor } from "./anchor.ts";
import { storeFault } from "./faults.ts";
import { alteredFile, anchorOf, anchorPlaceOf, auditedAll } from "./integrity.ts";
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
 * Copies the journal to a new file, with an anchor and the keys beside it. The copy is the journal at one moment. Every
 * commit of it is checked, against the journal's own anchor of the time before. No lock is needed.
 */
export async function backupJournal(named: string, target: string): Promise<Backup | StoreFault> {
  const path = placeOf(named);
  if (typeof path !== "string") return path;
  const db = openToRead(path);
  if ("fault" in db) return db;
  try {
    const there = existing(target);
    if (there !== undefined) return there;
    makeFolder(dirname(target));
    // Read first: the copy has at least what it vouches for.
    const anchor = anchorPlaceOf(path);
    if (existsSync(anchor)) copyFileSync(anchor, anchorPlaceOf(target));
    await backup(db, target, { rate: allPages });
    chmodSync(target, 0o600);
    const made = completed(named, target);
    if ("fault" in made) discard(target);
    else copyKey(named, target);
    return made;
  } catch (error) {
    return storeFault(error, target);
  } finally {
    db.close();
  }
}

/** Once it is checked, the anchor of a copy is its own end. */
function completed(named: string, target: string): Backup | StoreFault {
  const copy = openToRead(target);
  if ("fault" in copy) return copy;
  try {
    const anchor = anchorOf(copy);
    if (anchor === undefined)
      return {
        fault: "corrupt",
        message: "The journal has no ledger yet: a command that writes makes it one.",
      };
    const off = auditedAll(copy, anchorPlaceOf(target));
    if (off.altered.length > 0) return alteredFile(named, off);
    writeAnchor(anchorPlaceOf(target), anchor);
    return { commits: anchor.commits, head: anchor.head };
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
    makeFolder(dirname(path));
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
