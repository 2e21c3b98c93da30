import type { StreamId } from "@orchlang/kernel";
import type { Append, Appended, Document, Pruning, Record } from "../../store.ts";

/**
 * Messages between a store and its writer thread. Records are sent as one flat list, because cloning a list of texts
 * takes a quarter of the time of cloning objects.
 */
export type WriterRequest =
  | { readonly append: readonly Packed[] }
  | { readonly put: readonly Document[] }
  | { readonly keep: { readonly stream: StreamId; readonly text: string } }
  | { readonly prune: Pruning }
  | "close";

/** `ready`: the first word. `fault`: thrown in the thread, for a reason of this program. In the order of the questions. */
export type WriterMessage = "ready" | { readonly answers: readonly Appended[] } | { readonly fault: unknown };

/**
 * For each append: its stream, expected length, whether it closes, until when it rests (false: it does not), its line
 * (false: none), the numbers of records and documents; then for each record seq, body, hash; then for each document id,
 * text.
 */
type Packed = string | number | boolean | null;

export function packed(appends: readonly Append[]): readonly Packed[] {
  const list: Packed[] = [];
  for (const { stream, expected, records, closed, due = false, line = false, documents = [] } of appends) {
    list.push(stream, expected, closed === true, due, line, records.length, documents.length);
    for (const { seq, body, hash } of records) list.push(seq, body, hash);
    for (const { id, text } of documents) list.push(id, text);
  }
  return list;
}

export function unpacked(list: readonly Packed[]): readonly Append[] {
  const appends: Append[] = [];
  for (let at = 0; at < list.length; ) {
    const stream = list[at] as StreamId;
    const records: Record[] = [];
    const documents: Document[] = [];
    const recordsEnd = at + 7 + 3 * (list[at + 5] as number);
    const end = recordsEnd + 2 * (list[at + 6] as number);
    for (let from = at + 7; from < recordsEnd; from += 3) {
      const [seq, body, hash] = [list[from] as number, list[from + 1] as string, list[from + 2] as string];
      records.push({ stream, seq, body, hash });
    }
    for (let from = recordsEnd; from < end; from += 2) {
      documents.push({ id: list[from] as string, text: list[from + 1] as string });
    }
    const due = list[at + 3] as number | null | false;
    const line = list[at + 4] as string | false;
    const details = { ...(due === false ? {} : { due }), ...(line === false ? {} : { line }) };
    appends.push({
      stream,
      expected: list[at + 1] as number,
      records,
      closed: list[at + 2] === true,
      ...(documents.length === 0 ? {} : { documents }),
      ...details,
    });
    at = end;
  }
  return appends;
}
