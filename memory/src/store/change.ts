import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@orchlang/plan";
import { inTransaction } from "./open.ts";

/** The call that changes a memory. `at`: ms since 1970, as its run's journal has it. */
export interface By {
  readonly key: string;
  readonly run: string;
  readonly at: number;
}

/** The result of a change, and how many values it has changed. */
export interface Done {
  readonly count: number;
  readonly result: Json;
}

/**
 * Makes a change once for each key; a repeated call has the first one's result. Before it, everything that has expired by
 * then is deleted.
 */
export function changed(db: DatabaseSync, by: By, did: string, work: () => Done): Json {
  return inTransaction(db, () => {
    const before = db.prepare("SELECT result FROM act WHERE key = ?").get(by.key);
    if (before !== undefined) return JSON.parse(String(before.result)) as Json;
    expire(db, by);
    const { count, result } = work();
    record(db, by, did, count, result);
    return result;
  });
}

function expire(db: DatabaseSync, by: By): void {
  const gone = ["entry", "cell"].map(
    (table) => db.prepare(`DELETE FROM ${table} WHERE expires <= ?`).run(by.at).changes,
  );
  const count = gone.reduce<number>((sum, one) => sum + Number(one), 0);
  if (count > 0) record(db, { ...by, key: null }, "expired", count, null);
}

function record(
  db: DatabaseSync,
  { key, at, run }: Omit<By, "key"> & { readonly key: string | null },
  did: string,
  count: number,
  result: Json,
): void {
  db.prepare("INSERT INTO act (key, at, run, did, count, result) VALUES (?, ?, ?, ?, ?, ?)").run(
    key,
    at,
    run,
    did,
    count,
    JSON.stringify(result),
  );
}
