import type { DatabaseSync } from "node:sqlite";
import type { Json, Label } from "@orchlang/plan";
import { actsOf } from "./acts.ts";
import { type Cell, clearCells, getCell, putCell } from "./cells.ts";
import type { By } from "./change.ts";
import { type Entry, type Recall, recallEntries, rememberEntry } from "./entries.ts";
import { eraseSubject } from "./erase.ts";

/** The place of a value. */
export interface CellPlace {
  readonly space: string;
  readonly name: string;
  readonly at: number;
}

type Given = Json | Promise<Json>;

/** Where memories are kept. A change is made once for each key. Nothing above a reader's label is found. */
export interface MemoryStore {
  put(cell: Cell, label: Label, by: By): Given;
  get(place: CellPlace, label: Label): Given;
  clear(space: string, label: Label, by: By): Given;
  remember(entry: Entry, label: Label, by: By): Given;
  recall(wanted: Recall, label: Label): Given;
  forget(about: string, by: By): Given;
  changes(most: number): Given;
}

/** The store of a SQLite file. */
export function sqliteStore(db: DatabaseSync): MemoryStore {
  return {
    put: (cell, label, by) => putCell(db, cell, label, by),
    get: (place, label) => getCell(db, place, label),
    clear: (space, label, by) => clearCells(db, space, label, by),
    remember: (entry, label, by) => rememberEntry(db, entry, label, by),
    recall: (wanted, label) => recallEntries(db, wanted, label),
    forget: (about, by) => eraseSubject(db, about, by),
    changes: (most) => actsOf(db, most),
  };
}
