import { hostname } from "node:os";
import { pid } from "node:process";
import pg from "pg";
import type { Sealer } from "../sealer.ts";
import type { Appended, Store, StoreFault } from "../store.ts";
import { faultOf } from "./postgres/faults.ts";
import { askOf, ledgerOf, reading } from "./postgres/reads.ts";
import { locks, migrate, schemaVersion } from "./postgres/schema.ts";
import { Writer } from "./postgres/writer.ts";

/** Options of a writer. */
export interface PostgresOptions {
  readonly mode: "write";
  /**
   * Takes the journal from whoever writes to it: the epoch rises, and the database refuses what the other still sends.
   * Left out: a journal that another holds is `locked`.
   */
  readonly takeOver?: true;
}

/** For both modes: what seals secrets; left out, they are kept as they are. */
export interface PostgresSealing {
  readonly sealer?: Sealer;
}

/** PostgreSQL's int8 as a number: seqs and ms stay below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text"),
};

const readersMax = 4;

/**
 * A journal in a PostgreSQL database, in tables of the schema `orch`. One process at a time writes, by a lock of its
 * session and by an epoch that each commit is checked against (M. Kleppmann, "How to do distributed locking": fencing
 * tokens). Each commit is one call of one function. `url`: as libpq has it, `postgres://user:password@host:port/database`.
 */
export async function openPostgresStore(
  url: string,
  mode: "read" | PostgresOptions,
  { sealer }: PostgresSealing = {},
): Promise<Store | StoreFault> {
  const pool = new pg.Pool({ connectionString: url, types, max: readersMax });
  // A connection that ends while it is idle is replaced when the next is needed.
  pool.on("error", () => undefined);
  const ask = askOf(pool);
  const side = { ...reading(ask), ledger: ledgerOf(ask), ...(sealer === undefined ? {} : { sealer }) };
  const end = async (): Promise<void> => void (await pool.end().catch(() => undefined));
  if (mode === "read") {
    const fault = await unreadable(pool);
    if (fault === undefined) return { ...side, ...refusing(), close: once(end) };
    await end();
    return fault;
  }
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, types, application_name: `orch ${pid}` });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  const claimed = await claim(connect, mode);
  if ("fault" in claimed) {
    await end();
    return claimed;
  }
  const { client, epoch } = claimed;
  const writer = new Writer(client, epoch, connect);
  return {
    ...side,
    epoch,
    append: (appends) => writer.append(appends),
    put: (id, text) => writer.put([{ id, text }]),
    prune: (pruning) => writer.prune(pruning),
    snapshots: {
      keep: (stream, text) => writer.keep(stream, text),
      get: async (stream) => {
        const [row] = await ask<{ text: string }>("SELECT text FROM orch.snapshots WHERE stream = $1", [
          stream,
        ]);
        return row?.text;
      },
    },
    close: once(async () => {
      await writer.close();
      await end();
    }),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return async () => {
    done ??= work();
    await done;
  };
}

async function unreadable(pool: pg.Pool): Promise<StoreFault | undefined> {
  try {
    const { rows } = await pool.query<{ version: number }>(
      "SELECT max(version) AS version FROM orch.version",
    );
    const found = rows[0]?.version ?? 0;
    return found > schemaVersion ? newer(found) : undefined;
  } catch (error) {
    return faultOf(error);
  }
}

function newer(found: number): StoreFault {
  return {
    fault: "newer",
    message: `The journal has version ${found} of its tables, and this orch knows ${schemaVersion}: update orch.`,
  };
}

/** The journal's epoch, raised: appends in flight are waited for, and the database refuses all later ones of the old. */
async function claim(
  connect: () => Promise<pg.Client>,
  { takeOver }: PostgresOptions,
): Promise<{ readonly client: pg.Client; readonly epoch: number } | StoreFault> {
  let client: pg.Client | undefined;
  try {
    client = await connect();
    const migrated = await migrate(client);
    const fault = migrated === undefined ? await lockedBy(client, takeOver === true) : newer(migrated.newer);
    if (fault !== undefined) {
      await client.end();
      return fault;
    }
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1, $2)", [locks.space, locks.gate]);
    const { rows } = await client.query<{ epoch: number }>(
      "UPDATE orch.journal SET epoch = epoch + 1, holder = $1 RETURNING epoch",
      [`process ${pid} on ${hostname()}`],
    );
    await client.query("COMMIT");
    return { client, epoch: rows[0]?.epoch ?? 0 };
  } catch (error) {
    await client?.end().catch(() => undefined);
    return faultOf(error);
  }
}

/** The lock of the session, which ends with its connection. */
async function lockedBy(client: pg.Client, takeOver: boolean): Promise<StoreFault | undefined> {
  const { rows } = await client.query<{ free: boolean; holder: string | null }>(
    "SELECT pg_try_advisory_lock($1, $2) AS free, (SELECT holder FROM orch.journal) AS holder",
    [locks.space, locks.writer],
  );
  if (takeOver || rows[0]?.free === true) return undefined;
  const holder = rows[0]?.holder ?? "another process";
  return { fault: "locked", holder, message: `The journal is held by ${holder}.` };
}

function refusing(): Pick<Store, "append" | "put"> {
  const refused: Appended = { ok: false, why: "read_only", message: "The journal was opened for reading." };
  return { append: async () => refused, put: async () => refused };
}
