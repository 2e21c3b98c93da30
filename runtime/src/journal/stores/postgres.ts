import { pid } from "node:process";
import pg from "pg";
import { pause } from "../../world/node.ts";
import { type Holder, Lease, leaseMsDefault, leaseMsMin, openingMs, sentNow, thisProcess } from "../lease.ts";
import type { Sealer } from "../sealer.ts";
import type { Appended, Store, StoreFault } from "../store.ts";
import { type Connect, connector, ended, types } from "./postgres/connections.ts";
import { faultOf } from "./postgres/faults.ts";
import { PostgresLeaseKeeper } from "./postgres/lease.ts";
import { type Ask, askOf, atOnce, ledgerOf, reading } from "./postgres/reads.ts";
import { locks, mainShard, migrate, schemaVersion, versionOf, writerVersion } from "./postgres/schema.ts";
import { reconnectMs, Writer } from "./postgres/writer.ts";

/** Options of a writer. */
export interface PostgresOptions {
  readonly mode: "write";
  /**
   * Takes the journal from whoever writes to it: the epoch rises, and the database refuses what the other still sends.
   * Left out: a journal whose lease another holds is `locked`.
   */
  readonly takeOver?: true;
  /** How long nobody else takes the journal from this process while it is silent, ms. Default: 10 s. At least 500. */
  readonly lease?: number;
  /** Called once, with words, when another process has the journal. Nothing is appended from then on. */
  readonly onLost?: (why: string) => void;
  /** This process, as the other nodes see it. Default: a process without an address. */
  readonly holder?: Holder;
  /** The lease lasts a minute at least until `hold.settle` is called. */
  readonly opening?: true;
  /** An end of the lease that the caller has seen unchanged for longer than the lease: see `Membership`. */
  readonly seen?: string;
}

/** For both modes: what seals secrets; left out, they are kept as they are. */
export interface PostgresSealing {
  readonly sealer?: Sealer;
}

const readersMax = 4;

/** How long a reader waits for a connection, ms: one into a network that swallows everything never comes. */
const connectMs = 30_000;

/** How long the database may take for an answer to the writer, ms, if its lease is shorter: then it is asked again. */
const answerMsMin = 10_000;

/**
 * A journal in a PostgreSQL database, in tables of the schema `orch`. One process at a time writes, by a lease that the
 * database's clock ends, and by an epoch that each commit is checked against (M. Kleppmann, "How to do distributed
 * locking": fencing tokens). Each commit is one call of one function, and no state of a session is relied on. `url`: as
 * libpq has it, `postgres://user:password@host:port/database`.
 */
export async function openPostgresStore(
  url: string,
  mode: "read" | PostgresOptions,
  { sealer }: PostgresSealing = {},
): Promise<Store | StoreFault> {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: readersMax,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
  });
  // A connection that ends while it is idle is replaced when the next is needed.
  pool.on("error", () => undefined);
  const plain = askOf(pool);
  const side = { ledger: ledgerOf(plain, atOnce(pool)), ...(sealer === undefined ? {} : { sealer }) };
  const end = async (): Promise<void> => void (await pool.end().catch(() => undefined));
  if (mode === "read") {
    const fault = await unreadable(pool);
    if (fault === undefined) return { ...side, ...reading(plain), ...refusing(), close: once(end) };
    await end();
    return fault;
  }
  const leaseMs = Math.max(mode.lease ?? leaseMsDefault, leaseMsMin);
  const name = `orch ${pid}`;
  const answerMs = Math.max(leaseMs, answerMsMin);
  const connect = connector(url, name, answerMs);
  const holder = mode.holder ?? thisProcess();
  const claimed = await claim(connect, { ...mode, leaseMs, holder });
  if ("fault" in claimed) {
    await end();
    return claimed;
  }
  const { client, epoch, sent } = claimed;
  const lease = new Lease(
    { holder, epoch, leaseMs, sent, ...(mode.opening && { opening: true }) },
    new PostgresLeaseKeeper({ holder, epoch }, connector(url, name, leaseMs / 3)),
  );
  if (mode.onLost !== undefined) lease.onLost(mode.onLost);
  const writer = new Writer(client, epoch, connect, lease);
  const goesOn = async (): Promise<boolean> => {
    await pause(reconnectMs);
    return await lease.regained();
  };
  const ask = askOf(pool, { answerMs, goesOn });
  return {
    ...side,
    ...reading(ask),
    epoch,
    hold: lease,
    append: (appends) => writer.append(appends),
    put: (id, text) => writer.put([{ id, text }]),
    prune: (pruning) => writer.prune(pruning),
    snapshots: {
      keep: (stream, text) => writer.keep(stream, text),
      get: async (stream) => await textOf(ask, "SELECT text FROM orch.snapshots WHERE stream = $1", stream),
    },
    kept: {
      put: (key, text) => writer.keepUnder(key, text),
      get: async (key) => await textOf(ask, "SELECT text FROM orch.kept WHERE name = $1", key),
    },
    close: once(async () => {
      await writer.close();
      await end();
    }),
  };
}

async function textOf(ask: Ask, select: string, key: string): Promise<string | undefined> {
  const [row] = await ask<{ text: string }>(select, [key]);
  return row?.text;
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
    const version = await versionOf(pool);
    if (version === 0) return { fault: "missing", message: "The database has no journal." };
    return version > schemaVersion ? newer(version) : undefined;
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

interface Claiming extends PostgresOptions {
  readonly leaseMs: number;
  readonly holder: Holder;
}

interface Claimed {
  readonly client: pg.Client;
  readonly epoch: number;
  readonly sent: ReturnType<typeof sentNow>;
}

/** The lease, and the journal's epoch, raised: appends in flight are waited for, and all later ones of the old refused. */
async function claim(connect: Connect, claiming: Claiming): Promise<Claimed | StoreFault> {
  let client: pg.Client | undefined;
  try {
    client = await connect();
    const migrated = await migrate(client, claiming.takeOver === true);
    const got =
      migrated !== "ready"
        ? "newer" in migrated
          ? newer(migrated.newer)
          : locked({ shown: migrated.held })
        : await claimedBy(client, claiming);
    if (!("fault" in got)) return { client, ...got };
    await ended(client);
    return got;
  } catch (error) {
    if (client !== undefined) await ended(client);
    return faultOf(error);
  }
}

/** SQLSTATE lock_not_available: a commit in flight did not end within the time that the function gives it. */
const notAvailable = "55P03";

async function claimedBy(
  client: pg.Client,
  { holder, leaseMs, takeOver, seen, opening }: Claiming,
): Promise<Omit<Claimed, "client"> | StoreFault> {
  const sent = sentNow();
  const ask = async (): Promise<number | null> => {
    const { rows } = await client.query<{ epoch: number | null }>(
      "SELECT orch.claim($1, $2, $3, $4, $5, $6, $7, $8) AS epoch",
      [
        mainShard,
        holder.id,
        holder.shown,
        holder.address ?? null,
        opening === true ? Math.max(leaseMs, openingMs) : leaseMs,
        writerVersion,
        seen ?? null,
        takeOver === true,
      ],
    );
    return rows[0]?.epoch ?? null;
  };
  try {
    const epoch = await ask();
    return epoch === null ? await heldBy(client) : { epoch, sent };
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== notAvailable) throw error;
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND classid = $1 AND objid = $2 AND pid <> pg_backend_pid()`,
      [locks.space, locks.gate],
    );
    const epoch = await ask();
    return epoch === null ? await heldBy(client) : { epoch, sent };
  }
}

interface HeldRow {
  readonly shown: string | null;
  readonly address?: string | null;
  readonly writer?: number;
  readonly left?: number | null;
}

async function heldBy(client: pg.Client): Promise<StoreFault> {
  const { rows } = await client.query<HeldRow>(
    `SELECT shown, address, writer, extract(epoch FROM until - clock_timestamp())::float8 * 1000 AS left
     FROM orch.shards WHERE id = $1`,
    [mainShard],
  );
  const [row] = rows;
  if ((row?.writer ?? 0) > writerVersion)
    return {
      fault: "newer",
      message: `A newer orch has written to the journal, and this one cannot carry it on: update orch.`,
    };
  return locked(row);
}

function locked(row: HeldRow | undefined): StoreFault {
  const holder = row?.shown ?? "another process";
  const { address, left } = row ?? {};
  return {
    fault: "locked",
    holder,
    message: `The journal is held by ${holder}.`,
    ...(typeof address === "string" ? { address } : {}),
    ...(typeof left === "number" ? { leaseMs: Math.max(0, left) } : {}),
  };
}

function refusing(): Pick<Store, "append" | "put"> {
  const refused: Appended = { ok: false, why: "read_only", message: "The journal was opened for reading." };
  return { append: async () => refused, put: async () => refused };
}
