import type { StreamId } from "../../../kernel/machine.ts";
import type { Append, Appended, Record } from "../../store.ts";
import type { Document } from "./write.ts";

/**
 * What crosses between a store and the thread that writes for it. Records go over as one flat list, because cloning a
 * list of texts takes a quarter of the time that cloning objects does.
 */
export type Asked =
  | { readonly append: readonly Packed[] }
  | { readonly put: readonly Document[] }
  | { readonly keep: { readonly stream: StreamId; readonly text: string } }
  | "close";

/** `ready`: the first word. `fault`: thrown in the thread, for a reason of this program. In the order of the questions. */
export type Told = "ready" | { readonly answers: readonly Appended[] } | { readonly fault: unknown };

/**
 * Of each append: its stream, what it expects, whether it closes, until when it rests (false: it does not), how many records;
 * then of each seq, body, hash.
 */
export type Packed = string | number | boolean | null;

export function packed(appends: readonly Append[]): readonly Packed[] {
  const list: Packed[] = [];
  for (const { stream, expected, records, closed, due = false } of appends) {
    list.push(stream, expected, closed === true, due, records.length);
    for (const { seq, body, hash } of records) list.push(seq, body, hash);
  }
  return list;
}

export function unpacked(list: readonly Packed[]): readonly Append[] {
  const appends: Append[] = [];
  for (let at = 0; at < list.length; ) {
    const stream = list[at] as StreamId;
    const records: Record[] = [];
    const end = at + 5 + 3 * (list[at + 4] as number);
    for (let from = at + 5; from < end; from += 3) {
      const [seq, body, hash] = [list[from] as number, list[from + 1] as string, list[from + 2] as string];
      records.push({ stream, seq, body, hash });
    }
    const due = list[at + 3] as number | null | false;
    const rest = due === false ? {} : { due };
    appends.push({
      stream,
      expected: list[at + 1] as number,
      records,
      closed: list[at + 2] === true,
      ...rest,
    });
    at = end;
  }
  return appends;
}
