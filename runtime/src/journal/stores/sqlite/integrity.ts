/** Compares a journal with its last commit: its ledger, what is listed, and the anchor beside it. */
import type { DatabaseSync } from "node:sqlite";
import { type Altered, type Audited, audited, type KnownEnd, looked } from "../../ledger-check.ts";
import type { StoreFault } from "../../store.ts";
import { type Anchor, readAnchor } from "./anchor.ts";
import { endOf, ledgerView, nameOf, owesAnchor } from "./ledger.ts";
import { keepsLedger, owesLedger } from "./schema.ts";

export function anchorPlaceOf(path: string, elsewhere?: string): string {
  return elsewhere ?? `${path}-anchor`;
}

/** Where the ledger ends, as the anchor says it. */
export function anchorOf(db: DatabaseSync): Anchor | undefined {
  const end = endOf(db);
  const journal = end && nameOf(db);
  return end && journal !== undefined ? { journal, commits: end.number + 1, head: end.hash } : undefined;
}

type Look = (db: DatabaseSync, known: KnownEnd | undefined) => Altered;

/** The alterations that the check at opening finds. */
export function lookedAt(db: DatabaseSync, anchorPath: string): Altered {
  return held(db, anchorPath, (databaseSync, known) => looked(ledgerView(databaseSync), known));
}

export function auditedAll(db: DatabaseSync, anchorPath: string, known?: KnownEnd): Audited {
  let details: Audited = { altered: [], accepted: [], commits: 0 };
  const off = held(db, anchorPath, (within, anchored) => {
    details = audited(ledgerView(within), known ?? anchored);
    if (anchored !== undefined) details = { ...details, anchored: anchored.commits };
    return details;
  });
  return { ...details, ...off };
}

function held(db: DatabaseSync, anchorPath: string, look: Look): Altered {
  // Before the journal: whoever writes meanwhile is ahead of it.
  const anchor = readAnchor(anchorPath);
  const own = !db.isTransaction;
  if (own) db.exec("BEGIN");
  try {
    return compared(db, anchor, anchorPath, look);
  } finally {
    if (own) db.exec("COMMIT");
  }
}

function compared(
  db: DatabaseSync,
  anchor: ReturnType<typeof readAnchor>,
  path: string,
  look: Look,
): Altered {
  if (!keepsLedger(db)) {
    const isOwed = anchor !== undefined || owesLedger(db);
    return { altered: isOwed ? ["its ledger is gone"] : [] };
  }
  if (anchor === "damaged")
    return { altered: [`its anchor ${path} is damaged`, ...look(db, undefined).altered] };
  if (anchor === "forbidden")
    return {
      altered: [
        `its anchor ${path} may not be read by this user: nobody can tell whether the latest is missing`,
        ...look(db, undefined).altered,
      ],
    };
  if (anchor === undefined) {
    const gone = owesAnchor(db)
      ? [`its anchor ${path} is gone: nobody can tell whether the latest is missing`]
      : [];
    return { altered: [...gone, ...look(db, undefined).altered] };
  }
  const name = nameOf(db);
  if (name !== undefined && name !== anchor.journal)
    return { altered: [`${path} is the anchor of another journal: this one was put in its place`] };
  return look(db, anchor);
}

const shown = 10;

export function alteredFile(path: string, { altered }: Altered): StoreFault {
  const more = altered.length > shown ? ` (and ${altered.length - shown} more)` : "";
  return {
    fault: "altered",
    altered,
    message: `The journal ${path} is not what was committed to it: ${altered.slice(0, shown).join("; ")}${more}. Nothing was changed. Put back the journal with its -wal and -anchor as they were, or accept the loss: what it has lost may then be done a second time.`,
  };
}
