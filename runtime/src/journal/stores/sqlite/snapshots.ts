import type { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { type Appended, DamagedJournal, type Snapshots } from "../../store.ts";
import { storeFault } from "./faults.ts";

/** Beside the journal's own tables, made where they are first wanted: an older release leaves them alone. */
export function keepSnapshot(db: DatabaseSync, epoch: number, stream: StreamId, text: string): Appended {
  db.exec("CREATE TABLE IF NOT EXISTS snapshots (stream TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT");
  const kept = db
    .prepare(
      `INSERT INTO snapshots SELECT ?, ? FROM writer WHERE epoch = ?
       ON CONFLICT (stream) DO UPDATE SET text = excluded.text`,
    )
    .run(stream, text, epoch);
  return Number(kept.changes) === 1
    ? { ok: true }
    : { ok: false, why: "stale_epoch", message: "Another process writes to this journal now." };
}

export function snapshotsOf(db: DatabaseSync, path: string): Pick<Snapshots, "get"> {
  return {
    get: async (stream) => {
      try {
        const there = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'snapshots'").get();
        if (there === undefined) return undefined;
        const row = db.prepare("SELECT text FROM snapshots WHERE stream = ?").get(stream);
        return row === undefined ? undefined : String(row.text);
      } catch (error) {
        throw new DamagedJournal(storeFault(error, path));
      }
    },
  };
}
