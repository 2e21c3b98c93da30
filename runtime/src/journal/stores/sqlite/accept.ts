/** Going on with a journal that has lost something, on purpose: what is left is entered as it is, and why. */
import { DatabaseSync } from "node:sqlite";
import { limits } from "../../../limits.ts";
import { wallNow } from "../../../world/node.ts";
import { type AcceptedLoss, entryAfter } from "../../ledger.ts";
import { sumOf } from "../../ledger-check.ts";
import type { StoreFault } from "../../store.ts";
import { readAnchor, writeAnchor } from "./anchor.ts";
import { storeFault } from "./faults.ts";
import { anchorOf, anchorPlaceOf, auditedAll } from "./integrity.ts";
import { placeOf } from "./key.ts";
import { beginLedger, endOf, enter, everything, ledgerView, nameOf } from "./ledger.ts";
import { takeWriterLock } from "./lock.ts";
import { freshName, inTransaction, openToRead } from "./open.ts";
import { complete } from "./schema.ts";

/** The person who accepts the loss, and the reason. */
export type Acceptance = Pick<AcceptedLoss, "by" | "why">;

/**
 * Enters into the ledger that something was lost or altered, with all that is left. Nothing is mended: events that are not
 * as they were written stay so. Undefined: nothing was altered.
 */
export function acceptLoss(
  named: string,
  acceptance: Acceptance,
  anchor?: string,
): AcceptedLoss | StoreFault | undefined {
  const path = placeOf(named);
  if (typeof path !== "string") return path;
  const anchorPath = anchorPlaceOf(path, anchor);
  const reading = openToRead(path);
  if ("fault" in reading) return reading;
  reading.close();
  const lock = takeWriterLock(path, () => undefined);
  if ("fault" in lock) return lock;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: limits.busyMsMax });
    return entered(db, anchorPath, acceptance);
  } catch (error) {
    return storeFault(error, path);
  } finally {
    db?.close();
    lock.release();
  }
}

function entered(db: DatabaseSync, anchorPath: string, acceptance: Acceptance): AcceptedLoss | undefined {
  const { altered, lost } = auditedAll(db, anchorPath);
  if (altered.length === 0) return undefined;
  const accepted = { at: wallNow(), ...acceptance, altered, ...(lost && { lost }) };
  const anchor = readAnchor(anchorPath);
  inTransaction(db, () => {
    complete(db);
    if (nameOf(db) === undefined) {
      db.exec("DELETE FROM ledger");
      beginLedger(db, freshName(), accepted.at);
    }
    const isOwn = typeof anchor === "object" && anchor.journal === nameOf(db);
    const before = Math.max(lastNumber(db), isOwn ? anchor.commits - 1 : 0);
    const all = everything(db);
    enter(db, entryAfter({ number: before, hash: "" }, sumOf(ledgerView(db)), { accepted, ...all }).entry);
  });
  const end = anchorOf(db);
  if (end !== undefined) writeAnchor(anchorPath, end);
  return accepted;
}

/** Also where the last entry is none. */
function lastNumber(db: DatabaseSync): number {
  return endOf(db)?.number ?? Number(db.prepare("SELECT max(number) AS last FROM ledger").get()?.last ?? 0);
}
