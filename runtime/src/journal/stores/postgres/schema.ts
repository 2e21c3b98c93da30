import type { ClientBase } from "pg";

/** The version of the tables below. A newer one is not opened, an older one is brought up to date. */
export const schemaVersion = 2;

/**
 * Raised by a release that writes events which an earlier one cannot carry on. A journal that a newer release has written
 * to is not claimed by an older one, whatever the tables are.
 */
export const writerVersion = 1;

/** Locks of the database that are this journal's: two numbers, so that they meet no other program's by chance. */
export const locks = { space: 0x6f72_6368, writer: 1, gate: 2, migration: 3 } as const;

/** The shard that holds `control/main` and all runs. The only one so far: a lease is of a shard, so that there may be more. */
export const mainShard = "main";

/** How long whoever claims waits for commits in flight before it ends their sessions, ms. */
const gateWaitMs = 2_000;

/** By the version that they lead to. */
export const migrations: readonly string[] = [
  `CREATE TABLE orch.journal (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     epoch bigint NOT NULL DEFAULT 0,
     holder text
   );
   INSERT INTO orch.journal DEFAULT VALUES;
   CREATE TABLE orch.streams (
     number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     stream text COLLATE "C" NOT NULL UNIQUE,
     length bigint NOT NULL,
     hash text NOT NULL,
     closed boolean NOT NULL,
     rests boolean NOT NULL,
     due double precision,
     line text,
     pruned boolean NOT NULL DEFAULT false
   );
   CREATE INDEX streams_open ON orch.streams (number) WHERE NOT closed;
   CREATE INDEX streams_due ON orch.streams (due) WHERE due IS NOT NULL AND NOT closed;
   CREATE TABLE orch.records (
     stream bigint NOT NULL,
     seq bigint NOT NULL,
     body text NOT NULL,
     hash text NOT NULL,
     PRIMARY KEY (stream, seq)
   );
   CREATE TABLE orch.documents (id text COLLATE "C" PRIMARY KEY, text text NOT NULL, hash text NOT NULL);
   CREATE TABLE orch.snapshots (stream text COLLATE "C" PRIMARY KEY, text text NOT NULL);
   CREATE TABLE orch.ledger (number bigint PRIMARY KEY, body text NOT NULL, hash text NOT NULL);
   ${appendFunction("SELECT epoch FROM orch.journal")}`,
  // `until` and `seen` are of the database's clock alone; `lease` in ms.
  `CREATE TABLE orch.shards (
     id text COLLATE "C" PRIMARY KEY,
     epoch bigint NOT NULL DEFAULT 0,
     holder text,
     shown text,
     address text,
     until timestamptz,
     lease double precision,
     writer int NOT NULL DEFAULT 1
   );
   INSERT INTO orch.shards (id, epoch) SELECT '${mainShard}', epoch FROM orch.journal;
   DROP TABLE orch.journal;
   CREATE TABLE orch.nodes (
     id text COLLATE "C" PRIMARY KEY,
     shown text NOT NULL,
     address text,
     version text,
     lease double precision NOT NULL,
     joined timestamptz NOT NULL DEFAULT clock_timestamp(),
     seen timestamptz NOT NULL DEFAULT clock_timestamp()
   );
   CREATE TABLE orch.kept (name text COLLATE "C" PRIMARY KEY, text text NOT NULL);
   ${appendFunction(`SELECT epoch FROM orch.shards WHERE id = '${mainShard}'`)}
   ${claimFunction()}`,
];

/**
 * Takes a lease that is free or has run out; NULL: it is another's. `seen_`: an end that the claimer has seen unchanged
 * for longer than the lease, by its own clock. `over_`: whoever holds it. One statement, as an append is.
 */
function claimFunction(): string {
  return `CREATE FUNCTION orch.claim(
     shard_ text, holder_ text, shown_ text, address_ text, lease_ double precision, writer_ int,
     seen_ numeric, over_ boolean
   ) RETURNS bigint LANGUAGE plpgsql SET lock_timeout = ${gateWaitMs} AS $$
   DECLARE got bigint;
   BEGIN
     PERFORM 1 FROM orch.shards WHERE id = shard_ AND writer <= writer_
       AND (over_ OR until IS NULL OR until < clock_timestamp() OR extract(epoch FROM until) = seen_)
       FOR UPDATE SKIP LOCKED;
     IF NOT FOUND THEN RETURN NULL; END IF;
     PERFORM pg_advisory_xact_lock(${locks.space}, ${locks.gate});
     UPDATE orch.shards SET epoch = epoch + 1, holder = holder_, shown = shown_, address = address_,
       until = clock_timestamp() + lease_ * interval '1 ms', lease = lease_, writer = writer_
       WHERE id = shard_ RETURNING epoch INTO got;
     RETURN got;
   END $$;`;
}

/**
 * One commit in one call: a client that is frozen in the midst holds no lock. The gate is shared by appends, and taken
 * alone by whoever raises the epoch, which so waits for appends in flight.
 */
function appendFunction(epoch: string): string {
  return `CREATE OR REPLACE FUNCTION orch.append(
     epoch_ bigint, number_ bigint, body_ text, hash_ text,
     s_stream text[], s_expected bigint[], s_length bigint[], s_hash text[], s_closed boolean[],
     s_rests boolean[], s_due double precision[], s_line text[],
     r_stream text[], r_seq bigint[], r_body text[], r_hash text[],
     d_id text[], d_text text[], d_hash text[]
   ) RETURNS text LANGUAGE plpgsql AS $$
   DECLARE off text;
   BEGIN
     PERFORM pg_advisory_xact_lock_shared(${locks.space}, ${locks.gate});
     IF (${epoch}) <> epoch_ THEN RETURN 'stale_epoch'; END IF;
     SELECT format('%s has %s events, not %s.', e.stream, coalesce(s.length, 0), e.expected) INTO off
       FROM unnest(s_stream, s_expected) AS e(stream, expected) LEFT JOIN orch.streams s USING (stream)
       WHERE coalesce(s.length, 0) <> e.expected LIMIT 1;
     IF off IS NOT NULL THEN RETURN off; END IF;
     INSERT INTO orch.streams AS s (stream, length, hash, closed, rests, due, line)
       SELECT n.stream, n.length, n.hash, n.closed, n.rests, n.due, n.line
       FROM unnest(s_stream, s_length, s_hash, s_closed, s_rests, s_due, s_line)
         WITH ORDINALITY AS n(stream, length, hash, closed, rests, due, line, place)
       ORDER BY n.place
       ON CONFLICT (stream) DO UPDATE SET length = excluded.length, hash = excluded.hash,
         closed = excluded.closed, rests = excluded.rests, due = excluded.due, line = excluded.line;
     INSERT INTO orch.records (stream, seq, body, hash)
       SELECT s.number, r.seq, r.body, r.hash
       FROM unnest(r_stream, r_seq, r_body, r_hash) AS r(stream, seq, body, hash)
         JOIN orch.streams s USING (stream);
     INSERT INTO orch.documents (id, text, hash) SELECT * FROM unnest(d_id, d_text, d_hash);
     INSERT INTO orch.ledger (number, body, hash) VALUES (number_, body_, hash_);
     RETURN 'ok';
   END $$;`;
}

/** `held`: somebody writes, who knows only the tables as they are. */
type Migrated = "ready" | { readonly newer: number } | { readonly held: string };

/** The version of the tables; 0: there are none. */
export async function versionOf(client: Asked): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('orch.version') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return 0;
  const queryResult = await client.query<{ version: number | null }>(
    "SELECT max(version) AS version FROM orch.version",
  );
  return queryResult.rows[0]?.version ?? 0;
}

type Asked = Pick<ClientBase, "query">;

/** Brings the tables up to date, while nobody writes. `takeOver`: even then. */
export async function migrate(client: ClientBase, takeOver = false): Promise<Migrated> {
  const before = await versionOf(client);
  if (before === schemaVersion) return "ready";
  if (before > schemaVersion) return { newer: before };
  await client.query("BEGIN");
  try {
    // A process that freezes in the midst keeps nobody waiting for ever.
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${migrationMs}`);
    await client.query("SELECT pg_advisory_xact_lock($1, $2)", [locks.space, locks.migration]);
    await client.query(
      "CREATE SCHEMA IF NOT EXISTS orch; CREATE TABLE IF NOT EXISTS orch.version (version int PRIMARY KEY)",
    );
    const version = await versionOf(client);
    const held = takeOver ? undefined : await heldBy(client, version);
    if (version > schemaVersion || held !== undefined) {
      await client.query("ROLLBACK");
      return held === undefined ? { newer: version } : { held };
    }
    for (const [index, text] of migrations.entries()) {
      if (index < version) continue;
      await client.query(text);
      await client.query("INSERT INTO orch.version VALUES ($1)", [index + 1]);
    }
    await client.query("COMMIT");
    return "ready";
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

const migrationMs = 60_000;

/** The process that writes to tables of an earlier version; undefined: nobody does. */
async function heldBy(client: ClientBase, version: number): Promise<string | undefined> {
  if (version === 0 || version === schemaVersion) return undefined;
  // The first version had a lock of the writer's session and no lease.
  const { rows } =
    version === 1
      ? await client.query<{ holder: string | null; free: boolean }>(
          "SELECT holder, pg_try_advisory_xact_lock($1, $2) AS free FROM orch.journal",
          [locks.space, locks.writer],
        )
      : await client.query<{ holder: string | null; free: boolean }>(
          `SELECT shown AS holder, until IS NULL OR until < clock_timestamp() AS free FROM orch.shards
           WHERE id = $1 FOR UPDATE`,
          [mainShard],
        );
  const [row] = rows;
  return row === undefined || row.free ? undefined : (row.holder ?? "another process");
}
