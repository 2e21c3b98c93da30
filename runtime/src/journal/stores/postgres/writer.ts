import type { StreamId } from "@orchlang/kernel";
import type { Client, ClientBase } from "pg";
import { pause } from "../../../world/node.ts";
import { headAfter, type LedgerChange, nextEntry } from "../../change.ts";
import type { Lease } from "../../lease.ts";
import { type DocumentMark, type Head, type LedgerEntry, textHash } from "../../ledger.ts";
import {
  type Append,
  type Appended,
  type Beginning,
  beginningId,
  beginningsOf,
  type Document,
  notClosed,
  notReached,
  type Pruning,
} from "../../store.ts";
import { type Connect, ended } from "./connections.ts";
import { isAway, refusedBy } from "./faults.ts";
import { type HeadRow, headIn } from "./reads.ts";
import { locks, mainShard } from "./schema.ts";

/** Heads of streams that are remembered between appends. */
const headsMax = 20_000;

interface Change {
  readonly before: Head | undefined;
  readonly after: Head;
  readonly append: Append;
}

/** Between attempts to connect, ms. */
export const reconnectMs = 100;

/** How long a transaction of several statements may wait for the next, ms. */
const pruneIdleMs = 5_000;

const epochNow = `SELECT epoch FROM orch.shards WHERE id = '${mainShard}'`;

const stale: Appended & { readonly ok: false } = {
  ok: false,
  why: "stale_epoch",
  message: "Another process writes to this journal now.",
};

/**
 * The writing side: commits one after the other, each a single call of the database. What it remembers of streams holds
 * because the database refuses a commit of another epoch, or beside the end of a stream.
 */
export class Writer {
  readonly #epoch: number;
  readonly #connect: Connect;
  readonly #lease: Lease;
  #client: Client | undefined;
  #heads = new Map<StreamId, Head | undefined>();
  #end: LedgerEntry | undefined | "unread" = "unread";
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: Client, epoch: number, connect: Connect, lease: Lease) {
    this.#client = client;
    this.#epoch = epoch;
    this.#connect = connect;
    this.#lease = lease;
    this.#watch(client);
    // Nobody waits for an answer that changes nothing any more.
    lease.onLost(() => this.#client?.connection.stream.destroy());
  }

  append(appends: readonly Append[]): Promise<Appended> {
    return this.#inTurn(async (client) => {
      if (appends.length === 0) return { ok: true };
      await this.#learn(
        client,
        appends.map(({ stream }) => stream),
      );
      const documents = await this.#unknown(
        client,
        appends.flatMap((one) => one.documents ?? []),
      );
      const changes = appends.flatMap((append): readonly Change[] => {
        const before = this.#heads.get(append.stream);
        const after = headAfter(before, append);
        return after === undefined ? [] : [{ before, after, append }];
      });
      const still = appends.filter((one) => !changes.some(({ append }) => append === one));
      const answer = await this.#commit(client, { changes, documents, still });
      if (answer.ok) for (const { after } of changes) this.#remember(after);
      return answer;
    });
  }

  put(documents: readonly Document[]): Promise<Appended> {
    return this.#inTurn(async (client) =>
      this.#commit(client, { changes: [], documents: await this.#unknown(client, documents), still: [] }),
    );
  }

  keep(stream: StreamId, text: string): Promise<Appended> {
    return this.#inTurn(async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO orch.snapshots AS s SELECT $1, $2 WHERE (${epochNow}) = $3
         ON CONFLICT (stream) DO UPDATE SET text = excluded.text`,
        [stream, text, this.#epoch],
      );
      return rowCount === 1 ? { ok: true } : stale;
    });
  }

  keepUnder(name: string, text: string): Promise<Appended> {
    return this.#inTurn(async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO orch.kept AS k SELECT $1, $2 WHERE (${epochNow}) = $3
         ON CONFLICT (name) DO UPDATE SET text = excluded.text`,
        [name, text, this.#epoch],
      );
      return rowCount === 1 ? { ok: true } : stale;
    });
  }

  prune(pruning: Pruning): Promise<Appended> {
    return this.#inTurn(async (client) => {
      await client.query("BEGIN");
      // A process that freezes in the midst keeps the next writer waiting no longer.
      await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${pruneIdleMs}`);
      const answer = await this.#prune(client, pruning).catch(async (error: unknown) => {
        await client.query("ROLLBACK").catch(() => undefined);
        throw error;
      });
      await client.query(answer.ok ? "COMMIT" : "ROLLBACK");
      this.#forget();
      return answer;
    });
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#lease.release();
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await ended(client);
  }

  /** One at a time. What is remembered is dropped after a failure, and the database asked anew. */
  #inTurn(work: (client: Client) => Promise<Appended>): Promise<Appended> {
    const done = this.#last.then(async (): Promise<Appended> => {
      const client = await this.#connected();
      if (client === undefined) return stale;
      if ("ok" in client) return client;
      try {
        const answer = await work(client);
        if (answer === stale) this.#lease.lose(stale.message);
        return answer;
      } catch (error) {
        this.#forget();
        const answer = refusedBy(error);
        if (answer.why === "unknown") this.#drop(client);
        return answer;
      }
    });
    this.#last = done;
    return done;
  }

  /** While the lease holds, or may be regained, the database is waited for. Undefined: another has the journal. */
  async #connected(): Promise<Client | Appended | undefined> {
    while (await this.#lease.regained()) {
      if (this.#client !== undefined) return this.#client;
      try {
        const client = await this.#connect();
        this.#watch(client);
        this.#client = client;
        return client;
      } catch (error) {
        // Nothing was sent.
        if (!isAway(error)) return { ...refusedBy(error), why: "unknown" };
        await pause(reconnectMs);
      }
    }
    return undefined;
  }

  /** One that has failed may answer late, or never. */
  #drop(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    client.connection.stream.destroy();
  }

  #watch(client: Client): void {
    client.on("error", () => {
      if (this.#client === client) this.#client = undefined;
      this.#forget();
    });
  }

  #forget(): void {
    this.#heads = new Map();
    this.#end = "unread";
  }

  #remember(head: Head): void {
    this.#heads.delete(head.stream);
    if (!head.closed) this.#heads.set(head.stream, head);
    for (const stream of this.#heads.keys()) {
      if (this.#heads.size <= headsMax) return;
      this.#heads.delete(stream);
    }
  }

  /** Reads the heads that are not remembered. */
  async #learn(client: ClientBase, streams: readonly StreamId[]): Promise<void> {
    const missing = streams.filter((stream) => !this.#heads.has(stream));
    if (missing.length === 0) return;
    const { rows } = await client.query<HeadRow>("SELECT * FROM orch.streams WHERE stream = ANY($1)", [
      missing,
    ]);
    for (const stream of missing) this.#heads.set(stream, undefined);
    for (const row of rows) this.#heads.set(row.stream, headIn(row));
  }

  /** The documents that are not there yet, each once. */
  async #unknown(client: ClientBase, documents: readonly Document[]): Promise<readonly Document[]> {
    if (documents.length === 0) return [];
    const first = new Map<string, Document>();
    for (const one of documents) if (!first.has(one.id)) first.set(one.id, one);
    const { rows } = await client.query<{ id: string }>("SELECT id FROM orch.documents WHERE id = ANY($1)", [
      [...first.keys()],
    ]);
    for (const { id } of rows) first.delete(id);
    return [...first.values()];
  }

  async #commit(
    client: ClientBase,
    {
      changes,
      documents,
      still,
    }: {
      readonly changes: readonly Change[];
      readonly documents: readonly Document[];
      /** Appends that change nothing, and are refused all the same where their stream ends elsewhere. */
      readonly still: readonly Append[];
    },
  ): Promise<Appended> {
    const wrong = [...changes.map(({ append }) => append), ...still].find(
      ({ stream, expected }) => (this.#heads.get(stream)?.length ?? 0) !== expected,
    );
    if (wrong !== undefined) {
      const length = this.#heads.get(wrong.stream)?.length ?? 0;
      const message = `${wrong.stream} has ${length} events, not ${wrong.expected}.`;
      return (await this.#isStale(client)) ? stale : { ok: false, why: "unexpected_seq", message };
    }
    if (changes.length + documents.length === 0) return (await this.#isStale(client)) ? stale : { ok: true };
    const marks = documents.map(({ id, text }): DocumentMark => [id, textHash(text)]);
    const entry = await this.#entry(client, {
      streams: changes.map(({ before, after }) => ({ before, after })),
      documents: marks,
    });
    const records = changes.flatMap(({ append }) => append.records);
    const heads = changes.map(({ after }) => after);
    const { rows } = await client.query<{ answer: string }>({
      // Without a name: a pooler gives the next statement to another session.
      text: `SELECT orch.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19) AS answer`,
      values: [
        this.#epoch,
        entry.number,
        entry.body,
        entry.hash,
        heads.map(({ stream }) => stream),
        changes.map(({ append }) => append.expected),
        heads.map(({ length }) => length),
        heads.map(({ hash }) => hash),
        heads.map(({ closed }) => closed),
        heads.map(({ due }) => due !== undefined),
        heads.map(({ due }) => due ?? null),
        heads.map(({ line }) => line ?? null),
        records.map(({ stream }) => stream),
        records.map(({ seq }) => seq),
        records.map(({ body }) => body),
        records.map(({ hash }) => hash),
        documents.map(({ id }) => id),
        documents.map(({ text }) => text),
        marks.map(([, hash]) => hash),
      ],
    });
    const answer = rows[0]?.answer ?? "";
    if (answer === "ok") {
      this.#end = entry;
      return { ok: true };
    }
    this.#forget();
    return answer === "stale_epoch" ? stale : { ok: false, why: "unexpected_seq", message: answer };
  }

  async #isStale(client: ClientBase): Promise<boolean> {
    const { rows } = await client.query<{ epoch: number }>(epochNow);
    return rows[0]?.epoch !== this.#epoch;
  }

  async #entry(client: ClientBase, change: LedgerChange): Promise<LedgerEntry> {
    if (this.#end === "unread") {
      const { rows } = await client.query<LedgerEntry>(
        "SELECT number, body, hash FROM orch.ledger ORDER BY number DESC LIMIT 1",
      );
      this.#end = rows[0];
    }
    return nextEntry(this.#end, change);
  }

  async #prune(client: ClientBase, { streams, documents, beginnings = [] }: Pruning): Promise<Appended> {
    await client.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [locks.space, locks.gate]);
    if (await this.#isStale(client)) return stale;
    const names = [...streams, ...beginnings.map(({ stream }) => stream)];
    const { rows } = await client.query<HeadRow>("SELECT * FROM orch.streams WHERE stream = ANY($1)", [
      names,
    ]);
    const held = new Map(rows.map((row) => [row.stream, row]));
    const open = streams.find((one) => held.get(one)?.closed === false);
    if (open !== undefined) return notClosed(open);
    const beyond = beginnings.find(({ stream, from }) => (held.get(stream)?.length ?? 0) < from);
    if (beyond !== undefined) return notReached(beyond);
    const removed: DocumentMark[] = [];
    const added: Document[] = [];
    const begun: Beginning[] = [];
    for (const one of beginnings) {
      const row = held.get(one.stream);
      if (row !== undefined && !row.pruned && (await this.#beginLater(client, one, row, removed))) {
        begun.push(one);
        added.push({ id: beginningId(one), text: one.text });
      }
    }
    const pruned = streams.flatMap((one) => {
      const row = held.get(one);
      return row === undefined || row.pruned ? [] : [row];
    });
    const numbers = pruned.map(({ number }) => number);
    await client.query("DELETE FROM orch.records WHERE stream = ANY($1)", [numbers]);
    await client.query("UPDATE orch.streams SET pruned = true WHERE number = ANY($1)", [numbers]);
    removed.push(...(await this.#remove(client, documents)));
    if (pruned.length + removed.length + begun.length === 0) return { ok: true };
    const marks = added.map(({ id, text }): DocumentMark => [id, textHash(text)]);
    for (const { id, text } of added)
      await client.query("INSERT INTO orch.documents VALUES ($1, $2, $3)", [id, text, textHash(text)]);
    const entry = await this.#entry(client, {
      streams: [],
      documents: marks,
      removed,
      pruned: {
        streams: pruned.map(({ stream }) => stream),
        documents: removed.map(([id]) => id),
        ...(begun.length === 0
          ? {}
          : { beginnings: begun.map(({ stream, from }) => [stream, from] as const) }),
      },
    });
    await client.query("INSERT INTO orch.ledger VALUES ($1, $2, $3)", [entry.number, entry.body, entry.hash]);
    return { ok: true };
  }

  /** False: it begins there, or later, already. */
  async #beginLater(
    client: ClientBase,
    { stream, from }: Beginning,
    { number }: HeadRow,
    removed: DocumentMark[],
  ): Promise<boolean> {
    const ids = beginningsOf(stream);
    const { rows } = await client.query<{ id: string }>(
      "SELECT id FROM orch.documents WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT 1",
      [ids, `${ids.slice(0, -1)}0`],
    );
    const before = rows[0]?.id;
    if (before !== undefined && before >= beginningId({ stream, from })) return false;
    if (before !== undefined) removed.push(...(await this.#remove(client, [before])));
    await client.query("DELETE FROM orch.records WHERE stream = $1 AND seq < $2", [number, from]);
    return true;
  }

  async #remove(client: ClientBase, ids: readonly string[]): Promise<readonly DocumentMark[]> {
    const { rows } = await client.query<{ id: string; hash: string }>(
      "DELETE FROM orch.documents WHERE id = ANY($1) RETURNING id, hash",
      [ids],
    );
    return rows.map(({ id, hash }) => [id, hash]);
  }
}
