import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Contestant } from "../topic.ts";

const eventsAStep = 2;
const event = JSON.stringify({
  t: "Ended",
  key: "x".repeat(32),
  outcome: { ok: 1 },
  spent: {},
  pad: "x".repeat(120),
});

/** Two events a step appended to the disk, `batch` steps a transaction: what keeping them costs by itself. */
export function sqliteAppend(folder: string, steps: number, batch: number): Contestant {
  const database = new DatabaseSync(join(folder, `bare-${steps}-${batch}.db`));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  database.exec("CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;");
  const insert = database.prepare("INSERT INTO event (body) VALUES (?)");
  return {
    name: `node:sqlite, ${batch} steps a transaction`,
    units: steps,
    run: async () => {
      for (let done = 0; done < steps; done += batch) {
        database.exec("BEGIN IMMEDIATE");
        const events = Math.min(batch, steps - done) * eventsAStep;
        for (let each = 0; each < events; each++) insert.run(event);
        database.exec("COMMIT");
      }
    },
    close: async () => database.close(),
  };
}
