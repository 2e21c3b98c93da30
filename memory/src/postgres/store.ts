import { createHash } from "node:crypto";
import type { Json, Label } from "@orchlang/plan";
import { bm25 } from "../context/rank.ts";
import { wordsOf } from "../context/words.ts";
import { limits } from "../limits.ts";
import type { Cell } from "../store/cells.ts";
import type { By, Done } from "../store/change.ts";
import type { Entry, Recall } from "../store/entries.ts";
import { storedLabel } from "../store/label.ts";
import type { CellPlace, MemoryStore } from "../store/store.ts";
import type { Database, Query } from "./database.ts";
import { definition } from "./definition.ts";
import { type Pgvector, pgvectorOf } from "./pgvector.ts";

/** One change at a time: of any number that serves as the name of a lock. */
const lock = 6_021_023;

/** A memory in PostgreSQL. Several processes on several machines may use one. */
export class PostgresMemory implements MemoryStore {
  readonly #database: Database;
  #ready: Promise<unknown> | undefined;
  /** Asked for once the tables are there. */
  #pgvector: Promise<Pgvector | undefined> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  put(cell: Cell, label: Label, by: By): Promise<Json> {
    const { space, name, value, about, origin, keep } = cell;
    const { confidentiality, untrusted } = storedLabel(label);
    return this.#changed(by, "put", async (query) => {
      await query(
        "INSERT INTO orch_memory.cell (space, name, confidentiality, untrusted, value, about, origin, kept, expires, run)" +
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" +
          " ON CONFLICT (space, name, confidentiality, untrusted) DO UPDATE SET value = excluded.value," +
          " about = excluded.about, origin = excluded.origin, kept = excluded.kept, expires = excluded.expires, run = excluded.run",
        [
          ...[space, name, confidentiality, untrusted, JSON.stringify(value), about, origin],
          ...[by.at, by.at + keep, by.run],
        ],
      );
      return { count: 1, result: null };
    });
  }

  async get({ space, name, at }: CellPlace, label: Label): Promise<Json> {
    const query = await this.#query();
    const [fields] = await query(
      `SELECT value, origin, kept, run FROM orch_memory.cell WHERE space = $1 AND name = $2 AND expires > $3 AND ${visible(4)}` +
        " ORDER BY kept DESC, confidentiality DESC LIMIT 1",
      [space, name, at, ...levels(label)],
    );
    if (fields === undefined) return null;
    const { value, origin, kept, run } = fields;
    return {
      value: JSON.parse(String(value)) as Json,
      origin: String(origin),
      kept: isoOf(kept),
      run: String(run),
    };
  }

  clear(space: string, label: Label, by: By): Promise<Json> {
    return this.#changed(by, "clear", async (query) => {
      const gone = await query(
        `DELETE FROM orch_memory.cell WHERE space = $1 AND ${visible(2)} RETURNING 1`,
        [space, ...levels(label)],
      );
      return { count: gone.length, result: { cleared: gone.length } };
    });
  }

  remember({ topic, text, about, origin, keep, meaning }: Entry, label: Label, by: By): Promise<Json> {
    const vector = meaning === undefined ? null : [...meaning.vector];
    const model = meaning?.model ?? null;
    return this.#changed(by, "remember", async (query) => {
      const [same] = await query(
        "UPDATE orch_memory.entry SET kept = greatest(kept, $6), expires = greatest(expires, $7)," +
          " model = coalesce($8, model), vector = coalesce($9, vector)" +
          " WHERE topic = $1 AND text = $2 AND about IS NOT DISTINCT FROM $3 AND confidentiality = $4 AND untrusted = $5" +
          " RETURNING name",
        [topic, text, about, ...levels(label), by.at, by.at + keep, model, vector],
      );
      if (same !== undefined) return { count: 0, result: { id: String(same.name), fresh: false } };
      const name = createHash("sha256").update(by.key).digest("hex").slice(0, 16);
      await query(
        "INSERT INTO orch_memory.entry (name, topic, text, about, confidentiality, untrusted, origin, kept, expires, run, model, vector)" +
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        [name, topic, text, about, ...levels(label), origin, by.at, by.at + keep, by.run, model, vector],
      );
      return { count: 1, result: { id: name, fresh: true } };
    });
  }

  /**
   * BM25 of the words and the cosine of the vectors, both exact, over the newest texts of the topic; with pgvector also over
   * the nearest ones, however old.
   */
  async recall({ topic, question, most, at, meaning }: Recall, label: Label): Promise<Json> {
    const query = await this.#query();
    const pgvector = await this.#pgvector;
    const values = [
      ...[topic, at, ...levels(label), question === "" ? most : limits.textsMax],
      ...[meaning?.model ?? null, meaning === undefined ? null : [...meaning.vector]],
    ];
    // Vectors have length 1, so that the product is the cosine.
    const product =
      pgvector === undefined
        ? "(SELECT sum(one * other) FROM unnest(vector, $7::real[]) AS pairs (one, other))"
        : `-(vector::${pgvector.type} ${pgvector.negativeProduct} $7::real[]::${pgvector.type})`;
    const cosine = `CASE WHEN model = $6 AND cardinality(vector) = cardinality($7::real[]) THEN ${product} END`;
    const chosen =
      `SELECT id, name, text, origin, kept, run, ${cosine} AS cosine FROM orch_memory.entry` +
      ` WHERE topic = $1 AND expires > $2 AND ${visible(3)}`;
    const newest = `(${chosen} ORDER BY kept DESC, id DESC LIMIT $5)`;
    const nearest = `(${chosen} AND model = $6 ORDER BY cosine DESC NULLS LAST, id DESC LIMIT ${limits.candidatesMax})`;
    const isNear = pgvector !== undefined && meaning !== undefined && question !== "";
    const result = isNear ? `${newest} UNION ${nearest}` : newest;
    const rows = await query(`SELECT * FROM (${result}) AS chosen ORDER BY kept DESC, id DESC`, values);
    const asked = [...new Set(wordsOf(question))].slice(0, limits.wordsMax);
    const scores = bm25(
      rows.map(({ text }) => wordsOf(String(text))),
      asked,
    );
    const best = Math.max(0, ...scores);
    return rows
      .map((row, index) => {
        const words = best === 0 ? 0 : (scores[index] ?? 0) / best;
        const near = Math.min(1, Math.max(0, Number(row.cosine ?? 0)));
        return { row, relevance: meaning === undefined ? words : (words + near) / 2 };
      })
      .toSorted((one, other) => other.relevance - one.relevance)
      .slice(0, most)
      .map(({ row, relevance }) => ({
        id: String(row.name),
        text: String(row.text),
        origin: String(row.origin),
        kept: isoOf(row.kept),
        relevance: question === "" ? null : relevance,
        run: String(row.run),
      }));
  }

  /** Deletes everything about a subject, and writes the tables anew. The log of the server and its backups are its own matter. */
  async forget(about: string, by: By): Promise<Json> {
    const result = await this.#changed(by, "forget", async (query) => {
      const count = await deleted(query, "about = $1", about);
      return { count, result: { erased: count } };
    });
    for (const table of ["entry", "cell"]) await this.#database.query(`VACUUM FULL orch_memory.${table}`);
    return result;
  }

  async changes(most: number): Promise<Json> {
    const query = await this.#query();
    const rows = await query(
      "SELECT at, run, did, count FROM orch_memory.act ORDER BY number DESC LIMIT $1",
      [most],
    );
    return rows.map(({ at, run, did, count }) => ({
      at: isoOf(at),
      run: String(run),
      did: String(did),
      count: Number(count),
    }));
  }

  async #changed(by: By, did: string, work: (query: Query) => Promise<Done>): Promise<Json> {
    await this.#query();
    return await this.#database.transaction(async (query) => {
      await query("SELECT pg_advisory_xact_lock($1)", [lock]);
      const [before] = await query("SELECT result FROM orch_memory.act WHERE key = $1", [by.key]);
      if (before !== undefined) return JSON.parse(String(before.result)) as Json;
      const gone = await deleted(query, "expires <= $1", by.at);
      if (gone > 0) await record(query, { ...by, key: null }, "expired", { count: gone, result: null });
      const done = await work(query);
      await record(query, by, did, done);
      return done.result;
    });
  }

  /** The tables are there from then on. A failure is tried again by the next call. */
  async #query(): Promise<Query> {
    this.#ready ??= this.#database.transaction(async (query) => {
      await query("SELECT pg_advisory_xact_lock($1)", [lock]);
      await query(definition);
    });
    try {
      await this.#ready;
      this.#pgvector ??= pgvectorOf(this.#database.query);
      await this.#pgvector;
    } catch (error) {
      this.#pgvector = undefined;
      this.#ready = undefined;
      throw error;
    }
    return this.#database.query;
  }
}

/** How many texts and values were deleted. */
async function deleted(query: Query, where: string, value: string | number): Promise<number> {
  let count = 0;
  for (const table of ["entry", "cell"])
    count += (await query(`DELETE FROM orch_memory.${table} WHERE ${where} RETURNING 1`, [value])).length;
  return count;
}

async function record(
  query: Query,
  { key, at, run }: Omit<By, "key"> & { readonly key: string | null },
  did: string,
  { count, result }: Done,
): Promise<void> {
  await query(
    "INSERT INTO orch_memory.act (key, at, run, did, count, result) VALUES ($1, $2, $3, $4, $5, $6)",
    [key, at, run, did, count, JSON.stringify(result)],
  );
}

/** As `visible` of a file, with the two levels from this place on. */
function visible(place: number): string {
  return `confidentiality <= $${place} AND untrusted <= $${place + 1}`;
}

function levels(label: Label): readonly [number, number] {
  const { confidentiality, untrusted } = storedLabel(label);
  return [confidentiality, untrusted];
}

function isoOf(kept: unknown): string {
  return new Date(Number(kept)).toISOString();
}
