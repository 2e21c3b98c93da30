import type { DatabaseSync } from "node:sqlite";

/** `orch` in ASCII, in the header of every journal: distinguishes it from other programs' databases. */
const applicationId = 0x6f726368;

/** Raised with every change that an older release could not read. */
const formatVersion = 4;

/** The version of a journal of which nothing was pruned: the release before can read it. */
const unprunedVersion = 2;

/** Streams whose records were removed. The ledger says the same: this table alone excuses nothing. */
const pruned = "CREATE TABLE IF NOT EXISTS pruned (number INTEGER PRIMARY KEY) STRICT;";

/**
 * Streams that nothing has to be done about before `due`, for as long as they have this length: whatever is appended ends
 * the rest by itself, also where a release does it that knows nothing of this table.
 */
const resting = `
  CREATE TABLE IF NOT EXISTS resting (
    number INTEGER PRIMARY KEY,
    length INTEGER NOT NULL,
    due REAL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS due_streams ON resting (due) WHERE due IS NOT NULL;
`;

/** The ledger (`ledger.ts`), and a line for each stream, valid while the stream has this length. */
const ledger = `
  CREATE TABLE IF NOT EXISTS ledger (
    number INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS lines (
    number INTEGER PRIMARY KEY,
    length INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
`;

/**
 * Records and documents lie in the order in which they came, so that what many streams append together is written
 * together: half as much goes to the disk as where each stream has pages of its own, or each document lies by its id.
 * `place`, the stream's number in the upper half and the seq in the lower, finds records in the stream's order. Older
 * journals have it, and a document's id, for the key itself: the same statements read and write them. The view `events`
 * shows records to people.
 */
const statements = `
  CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    stream TEXT NOT NULL UNIQUE,
    length INTEGER NOT NULL,
    hash TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX open_streams ON streams (number) WHERE closed = 0;
  CREATE TABLE records (
    place INTEGER NOT NULL UNIQUE,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE documents (
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    hash TEXT
  ) STRICT;
  CREATE TABLE writer (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    epoch INTEGER NOT NULL,
    pid INTEGER NOT NULL,
    command TEXT NOT NULL,
    since REAL NOT NULL
  ) STRICT;
  INSERT INTO writer VALUES (1, 0, 0, '', 0);
  ${resting}
  ${ledger}
  ${pruned}
  CREATE VIEW events AS
    SELECT streams.stream, records.place & 4294967295 AS seq, records.body, records.hash
    FROM streams JOIN records
      ON records.place >= streams.number << 32 AND records.place < (streams.number + 1) << 32;
`;

/** Before it is written to; within a transaction. */
export function complete(db: DatabaseSync): void {
  db.exec(resting);
  db.exec(ledger);
  db.exec(pruned);
  if (!hasColumn(db, "documents", "hash")) db.exec("ALTER TABLE documents ADD COLUMN hash TEXT");
  const version = Math.max(unprunedVersion, pragma(db, "user_version"));
  db.exec(`PRAGMA user_version = ${version}`);
}

/** Since when whole streams are pruned, and since when first events of one. */
const prunedVersion = 3;
const begunLaterVersion = 4;

/** Within the transaction that prunes first: an older release would take what is gone for lost. */
export function markPruned(db: DatabaseSync, begunLater: boolean): void {
  const version = begunLater ? begunLaterVersion : prunedVersion;
  if (pragma(db, "user_version") < version) db.exec(`PRAGMA user_version = ${version}`);
}

/** True if a journal that is only read says which streams were pruned: an older one has none. */
export function tellsPruned(db: DatabaseSync): boolean {
  return hasTable(db, "pruned");
}

/** True if a journal that is only read says which streams rest: an older one does not. */
export function tellsRest(db: DatabaseSync): boolean {
  return hasTable(db, "resting");
}

/** True if a ledger is kept, and with it the lines of streams and the hashes of documents: an older one has none. */
export function keepsLedger(db: DatabaseSync): boolean {
  return hasTable(db, "ledger") && hasTable(db, "lines") && hasColumn(db, "documents", "hash");
}

/** True if a ledger has to be there. */
export function owesLedger(db: DatabaseSync): boolean {
  return hasTable(db, "ledger") || pragma(db, "user_version") >= ledgerVersion;
}

/** Since when there is one. */
const ledgerVersion = 2;

function hasTable(db: DatabaseSync, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}

function hasColumn(db: DatabaseSync, table: string, column: string): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column) !== undefined;
}

/** The kind of database in a file, by its header. */
type Found = "empty" | "ours" | "newer" | "foreign";

export function fileKind(db: DatabaseSync): Found {
  const application = pragma(db, "application_id");
  if (application === applicationId) return pragma(db, "user_version") > formatVersion ? "newer" : "ours";
  const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n;
  return application === 0 && tables === 0 ? "empty" : "foreign";
}

/** Makes an empty database a journal: wholly or not at all. */
export function create(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE");
  db.exec(statements);
  db.exec(`PRAGMA application_id = ${applicationId}`);
  db.exec(`PRAGMA user_version = ${unprunedVersion}`);
  db.exec("COMMIT");
}

/** The first thing that SQLite finds wrong with the file's structure. */
export function structuralFault(db: DatabaseSync): string | undefined {
  const row = db.prepare("PRAGMA integrity_check(1)").get();
  const says = row && Object.values(row)[0];
  return says === "ok" ? undefined : String(says);
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
