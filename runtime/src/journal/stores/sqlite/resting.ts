import type { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import type { Due } from "../../store.ts";
import { tellsRest } from "./schema.ts";

/** A page at a time: whoever wakes the first few has not read them all. */
export async function* dueStreams(
  db: DatabaseSync,
  attempt: <T>(work: () => T) => T,
): AsyncGenerator<Due, void> {
  if (!attempt(() => tellsRest(db))) return;
  const next = attempt(() =>
    db.prepare(
      `SELECT stream, due, streams.number FROM resting
       JOIN streams ON streams.number = resting.number AND streams.length = resting.length AND closed = 0
       WHERE due IS NOT NULL AND (due, resting.number) > (?, ?)
       ORDER BY due, resting.number LIMIT ${limits.pageRecordsMax}`,
    ),
  );
  for (let after = { due: Number.NEGATIVE_INFINITY, number: 0 }; ; ) {
    const page = attempt(() => next.all(after.due, after.number));
    for (const { stream, due } of page) yield { stream: String(stream) as StreamId, due: Number(due) };
    const last = page.at(-1);
    if (last === undefined || page.length < limits.pageRecordsMax) return;
    after = { due: Number(last.due), number: Number(last.number) };
  }
}
