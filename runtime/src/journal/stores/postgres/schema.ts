import type { ClientBase } from "pg";

/** The version of the tables below. A newer one is not opened, an older one is brought up to date. */
export const schemaVersion = 1;

/** Locks of the database that are this journal's: two numbers, so that they meet no other program's by chance. */
export const locks = { space: 0x6f72_6368, writer: 1, gate: 2, migration: 3 } as const;

/** By the version that they lead to. */
const migrations: readonly string[] = [
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
   ${appendFunction()}`,
];

/**
 * One commit in one call: a client that is frozen in the midst holds no lock. The gate is shared by appends, and taken
 * alone by whoever raises the epoch, which so waits for appends in flight.
 */
function appendFunction(): string {
  return `CREATE FUNCTION orch.append(
     epoch_ bigint, number_ bigint, body_ text, hash_ text,
     s_stream text[], s_expected bigint[], s_length bigint[], s_hash text[], s_closed boolean[],
     s_rests boolean[], s_due double precision[], s_line text[],
     r_stream text[], r_seq bigint[], r_body text[], r_hash text[],
     d_id text[], d_text text[], d_hash text[]
   ) RETURNS text LANGUAGE plpgsql AS $$
   DECLARE off text;
   BEGIN
     PERFORM pg_advisory_xact_lock_shared(${locks.space}, ${locks.gate});
     IF (SELECT epoch FROM orch.journal) <> epoch_ THEN RETURN 'stale_epoch'; END IF;
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

/** Brings the tables up to date; the version found where it is newer than this program. */
export async function migrate(client: ClientBase): Promise<{ readonly newer: number } | undefined> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1, $2)", [locks.space, locks.migration]);
    await client.query(
      "CREATE SCHEMA IF NOT EXISTS orch; CREATE TABLE IF NOT EXISTS orch.version (version int PRIMARY KEY)",
    );
    const { rows } = await client.query<{ version: number | null }>(
      "SELECT max(version) AS version FROM orch.version",
    );
    const found = rows[0]?.version ?? 0;
    if (found > schemaVersion) {
      await client.query("ROLLBACK");
      return { newer: found };
    }
    for (const [index, text] of migrations.entries()) {
      if (index < found) continue;
      await client.query(text);
      await client.query("INSERT INTO orch.version VALUES ($1)", [index + 1]);
    }
    await client.query("COMMIT");
    return undefined;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
