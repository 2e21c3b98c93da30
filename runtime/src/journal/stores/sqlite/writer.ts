import type { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import type { Append, Appended, Document, Pruning } from "../../store.ts";
import { appendFault } from "./faults.ts";
import { keepSnapshot } from "./reads.ts";
import { appendAll, pruneAll, putDocuments, writing } from "./write.ts";

/** Everything that changes a journal. Each is durable, or refused, when it has answered. */
export interface Writer {
  append(appends: readonly Append[]): Appended;
  /** Several appends one after another, in one transaction where it takes them all. Answers each. */
  group(group: readonly (readonly Append[])[]): readonly Appended[];
  put(documents: readonly Document[]): Appended;
  keep(stream: StreamId, text: string): Appended;
  prune(pruning: Pruning): Appended;
  /** Somebody else has written, or will. */
  forget(): void;
}

/** On a connection that nobody else writes with. Throws what is neither SQLite's nor the disk's: a fault of ours. */
export function writerOn(db: DatabaseSync, path: string, epoch: number): Writer {
  const statements = writing(db);
  const attempt = (work: () => Appended): Appended => {
    try {
      return work();
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
      return appendFault(error, path);
    }
  };
  const append = (appends: readonly Append[]): Appended =>
    attempt(() => appendAll(db, statements, epoch, appends));
  return {
    append,
    group(group) {
      const all = group.length > 1 ? append(group.flat()) : undefined;
      // One append may have caused the failure of all, so each is tried by itself.
      return all?.ok === true ? group.map(() => all) : group.map(append);
    },
    put: (documents) => attempt(() => putDocuments(db, statements, epoch, documents)),
    keep: (stream, text) => attempt(() => keepSnapshot(db, epoch, stream, text)),
    prune: (pruning) => attempt(() => pruneAll(db, statements, epoch, pruning)),
    forget: () => {
      statements.known.clear();
      statements.end = undefined;
    },
  };
}
