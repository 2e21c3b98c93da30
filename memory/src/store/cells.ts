import type { DatabaseSync } from "node:sqlite";
import type { Json, Label } from "@orchlang/plan";
import { type By, changed } from "./change.ts";
import { storedLabel, visible } from "./label.ts";

/** A value of working or session memory. */
export interface Cell {
  readonly space: string;
  readonly name: string;
  readonly value: Json;
  /** Whom it is about, for erasing. */
  readonly about: string | null;
  readonly origin: string;
  /** How long it is kept, in ms. */
  readonly keep: number;
}

/** Puts a value in the place of the one before. */
export function putCell(db: DatabaseSync, cell: Cell, label: Label, by: By): Json {
  const { space, name, value, about, origin, keep } = cell;
  const { confidentiality, untrusted } = storedLabel(label);
  return changed(db, by, "put", () => {
    db.prepare(
      "INSERT OR REPLACE INTO cell (space, name, confidentiality, untrusted, value, about, origin, kept, expires, run)" +
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ).run(
      ...[space, name, confidentiality, untrusted, JSON.stringify(value), about, origin],
      ...[by.at, by.at + keep, by.run],
    );
    return { count: 1, result: null };
  });
}

/** A value with its author and its time; `null`: every value has expired, or is above this label. */
export function getCell(
  db: DatabaseSync,
  { space, name, at }: { readonly space: string; readonly name: string; readonly at: number },
  label: Label,
): Json {
  const result = db
    .prepare(
      `SELECT value, origin, kept, run FROM cell WHERE space = :space AND name = :name AND expires > :at AND ${visible}` +
        " ORDER BY kept DESC, confidentiality DESC LIMIT 1",
    )
    .get({ space, name, at, ...storedLabel(label) });
  if (result === undefined) return null;
  const { origin, run } = result;
  return {
    value: JSON.parse(String(result.value)) as Json,
    origin: String(origin),
    kept: new Date(Number(result.kept)).toISOString(),
    run: String(run),
  };
}

/** Deletes all values of a space that this label may see. */
export function clearCells(db: DatabaseSync, space: string, label: Label, by: By): Json {
  return changed(db, by, "clear", () => {
    const deleted = db
      .prepare(`DELETE FROM cell WHERE space = :space AND ${visible}`)
      .run({ space, ...storedLabel(label) });
    const count = Number(deleted.changes);
    return { count, result: { cleared: count } };
  });
}
