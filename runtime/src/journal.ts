// The journal: stores, the ledger, keys, losses.

export { type ExportSummary, type ExportVerdict, verifyExport } from "./journal/export.ts";
export type { AcceptedLoss, Head } from "./journal/ledger.ts";
export type { Altered, Audited, KnownEnd } from "./journal/ledger-check.ts";
export { type Sealer, sealerOf } from "./journal/sealer.ts";
export type {
  Append,
  Appended,
  Due,
  Hold,
  Kept,
  Ledger,
  Record,
  Snapshots,
  StoreFault,
} from "./journal/store.ts";
export { type Acceptance, acceptLoss } from "./journal/stores/sqlite/accept.ts";
export { type Backup, backupJournal, restoreJournal } from "./journal/stores/sqlite/backup.ts";
export { rotateJournalKey, sealerBeside } from "./journal/stores/sqlite/key.ts";
export type { WriteMode } from "./journal/stores/sqlite.ts";
export type { Verified } from "./journal-api.ts";
