import type { DatabaseSync } from "node:sqlite";
import type { Json } from "@orchlang/plan";
import { type By, changed } from "./change.ts";

/**
 * Deletes everything that is about a subject, whatever its label, and leaves none of its bytes in the file. Throws while
 * another process reads the file. If the rows are gone by then, the same call, or the next opening, overwrites the bytes.
 */
export function eraseSubject(db: DatabaseSync, about: string, by: By): Json {
  const result = changed(db, by, "forget", () => {
    const gone = ["entry", "cell"].map(
      (table) => db.prepare(`DELETE FROM ${table} WHERE about = ?`).run(about).changes,
    );
    const count = gone.reduce<number>((sum, one) => sum + Number(one), 0);
    db.exec("INSERT OR IGNORE INTO owed (overwriting) VALUES (1)");
    return { count, result: { erased: count } };
  });
  overwrite(db);
  return result;
}

/**
 * Overwrites what was deleted, if that is owed. `secure_delete` zeroes deleted rows, and the index of words, which has an
 * option of that name, drops their words; but a page may keep copies where rows were moved, so the file is written anew.
 */
export function overwrite(db: DatabaseSync): void {
  if (db.prepare("SELECT 1 FROM owed").get() === undefined) return;
  db.exec("VACUUM");
  db.exec("DELETE FROM owed");
}
