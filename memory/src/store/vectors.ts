import type { DatabaseSync } from "node:sqlite";
import { getLoadablePath } from "sqlite-vec";
import { limits } from "../limits.ts";

/** The vector of a text, of length 1, and the model that computed it. */
export interface Meaning {
  readonly model: string;
  readonly vector: Float32Array;
}

export function keepVector(db: DatabaseSync, entry: number, { model, vector }: Meaning): void {
  db.prepare("INSERT OR REPLACE INTO vector (entry, model, value) VALUES (?, ?, ?)").run(
    entry,
    model,
    bytesOf(vector),
  );
}

/** Entries that a search may find: a condition over `entry`, and the values of its parameters. */
interface Among {
  readonly where: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * The cosine of each entry's vector with this one, the nearest first. Exact: every vector of the topic is compared, by
 * sqlite-vec, or one by one where it has no library for this machine. Vectors of other models are not compared.
 */
export function nearest(
  db: DatabaseSync,
  { model, vector }: Meaning,
  { where, values }: Among,
): ReadonlyMap<number, number> {
  const of = `FROM vector JOIN entry ON entry.id = vector.entry WHERE model = :model AND length(value) = :length AND ${where}`;
  const given = { ...values, model, length: vector.byteLength };
  const results = hasLibrary(db)
    ? db
        .prepare(
          `SELECT entry, 1 - vec_distance_cosine(value, :vector) AS cosine ${of} ORDER BY cosine DESC LIMIT :most`,
        )
        .all({ ...given, vector: bytesOf(vector), most: limits.candidatesMax })
        .map(({ entry, cosine }) => [Number(entry), Number(cosine)] as const)
    : compared(db.prepare(`SELECT entry, value ${of}`).iterate(given), vector);
  return new Map(results);
}

/** The same without sqlite-vec. */
export function compared(
  rows: Iterable<Readonly<Record<string, unknown>>>,
  vector: Float32Array,
): readonly (readonly [number, number])[] {
  const results: [number, number][] = [];
  for (const { entry, value } of rows) {
    if (!(value instanceof Uint8Array)) continue;
    const other = new Float32Array(value.slice().buffer);
    results.push([Number(entry), other.reduce((sum, part, at) => sum + part * (vector[at] ?? 0), 0)]);
  }
  return results.sort(([, one], [, other]) => other - one).slice(0, limits.candidatesMax);
}

const libraries = new WeakMap<DatabaseSync, boolean>();

function hasLibrary(db: DatabaseSync): boolean {
  const known = libraries.get(db);
  if (known !== undefined) return known;
  const loaded = loadLibrary(db);
  libraries.set(db, loaded);
  return loaded;
}

function loadLibrary(db: DatabaseSync): boolean {
  try {
    db.enableLoadExtension(true);
    db.loadExtension(getLoadablePath());
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // This system has no library, or npm did not install it.
    return false;
  } finally {
    db.enableLoadExtension(false);
  }
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
