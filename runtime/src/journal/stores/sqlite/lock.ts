import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { StoreFault } from "../../store.ts";
import { storeFault, trouble } from "./faults.ts";

/** The writer of a journal, as the journal records it. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
  /** ms since 1970. */
  readonly since: number;
}

/** Held by one process at a time, until it lets go or dies. */
export interface WriterLock {
  /** Any number of times. */
  release(): void;
}

/**
 * An exclusive transaction on a file beside the journal, open for the writer's life. The operating system lets go of
 * it with the process, however that ends, so no lock outlives its holder; and it is on a file of its own because a
 * lock on the journal would shut out its readers.
 */
export function takeWriterLock(path: string, holder: () => Holder | undefined): WriterLock | StoreFault {
  let db: DatabaseSync | undefined;
  try {
    // SQLite would let others read it.
    closeSync(openSync(`${path}-lock`, "a", 0o600));
    db = new DatabaseSync(`${path}-lock`, { timeout: 0 });
    db.exec("PRAGMA journal_mode = OFF");
    db.exec("BEGIN EXCLUSIVE");
    const held = db;
    return {
      release: () => {
        if (held.isOpen) held.close();
      },
    };
  } catch (error) {
    db?.close();
    const kind = trouble(error, path);
    if (kind === "busy" || kind === "locked") return lockedBy(path, holder());
    if (kind === "notADatabase") {
      const message = `${path}-lock is not what orch left there. Remove it if no orch process uses the journal.`;
      return { fault: "unreadable", message };
    }
    return storeFault(error, path);
  }
}

function lockedBy(path: string, holder: Holder | undefined): StoreFault {
  const advice = "Wait until it has ended, or name another journal.";
  if (holder === undefined) {
    return { fault: "locked", message: `The journal ${path} is in use by another process. ${advice}` };
  }
  const who = `${holder.command} (process ${holder.pid}, since ${new Date(holder.since).toISOString()})`;
  return { fault: "locked", holder: who, message: `The journal ${path} is in use by ${who}. ${advice}` };
}
