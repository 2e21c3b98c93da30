import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@orchlang/plan";

/** The newest changes first: when, by which run, what kind, and how many values. No value and no subject. */
export function actsOf(db: DatabaseSync, most: number): Json {
  return db
    .prepare("SELECT at, run, did, count FROM act ORDER BY number DESC LIMIT ?")
    .all(most)
    .map(({ at, run, did, count }) => ({
      at: new Date(Number(at)).toISOString(),
      run: String(run),
      did: String(did),
      count: Number(count),
    }));
}
