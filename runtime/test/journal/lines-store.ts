import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { StreamId } from "@orchlang/kernel";
import { genesis } from "../../src/journal/chain.ts";
import type { Head } from "../../src/journal/ledger.ts";
import type { Append, Appended, Record, Store } from "../../src/journal/store.ts";

/**
 * A third store, as a program might write one: a file of lines, each a turn, a document or a new writer. It keeps all in
 * memory too, and is slow on purpose nowhere. Not durable: it never asks the disk.
 */
type Line =
  | { readonly epoch: number }
  | { readonly put: string; readonly text: string }
  | { readonly turn: readonly Append[] };

interface Held {
  readonly records: Record[];
  closed: boolean;
  due?: number | null | undefined;
}

export function openLinesStore(path: string): Store {
  const streams = new Map<StreamId, Held>();
  const documents = new Map<string, string>();
  let epochs = 0;
  let read = 0;
  /** Records added by another writer meanwhile are visible too. */
  const catchUp = (): void => {
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
    for (const text of lines.slice(read)) {
      const line = JSON.parse(text) as Line;
      if ("epoch" in line) epochs = line.epoch;
      else if ("put" in line) documents.set(line.put, documents.get(line.put) ?? line.text);
      else
        for (const append of line.turn) {
          keep(streams, append);
          for (const { id, text: one } of append.documents ?? []) documents.set(id, documents.get(id) ?? one);
        }
    }
    read = lines.length;
  };
  const write = (line: Line): void => {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
    catchUp();
  };
  catchUp();
  const epoch = epochs + 1;
  write({ epoch });
  const refused = (): Appended | undefined => {
    catchUp();
    return epochs === epoch
      ? undefined
      : { ok: false, why: "stale_epoch", message: "There is a newer writer." };
  };
  const recordsOf = (stream: StreamId): readonly Record[] => {
    catchUp();
    return streams.get(stream)?.records ?? [];
  };
  async function* pages(stream: StreamId, from: number): AsyncGenerator<readonly Record[]> {
    for (let at = from; at < recordsOf(stream).length; at += 100) yield recordsOf(stream).slice(at, at + 100);
  }
  return {
    epoch,
    async append(appends) {
      const stale = refused();
      if (stale !== undefined) return stale;
      const off = appends.find(({ stream, expected }) => recordsOf(stream).length !== expected);
      if (off !== undefined)
        return { ok: false, why: "unexpected_seq", message: `${off.stream} is elsewhere.` };
      const some = appends.filter(
        ({ records, due, documents: along }) =>
          records.length > 0 || due !== undefined || along !== undefined,
      );
      if (some.length > 0) write({ turn: some });
      return { ok: true };
    },
    async *read(stream, from) {
      for await (const page of pages(stream, from)) yield* page;
    },
    pages,
    head: async (stream) => {
      catchUp();
      const held = streams.get(stream);
      return held === undefined ? undefined : headOf(stream, held);
    },
    async *streams(which, beginning = "") {
      catchUp();
      for (const [stream, held] of streams)
        if (stream.startsWith(beginning) && (which === "all" || !held.closed)) yield headOf(stream, held);
    },
    async *due() {
      catchUp();
      const waiting = [...streams].flatMap(([stream, { due, closed }]) =>
        typeof due === "number" && !closed ? [{ stream, due }] : [],
      );
      yield* waiting.sort((one, other) => one.due - other.due);
    },
    async put(id, text) {
      const stale = refused();
      if (stale === undefined) write({ put: id, text });
      return stale ?? { ok: true };
    },
    get: async (id) => {
      catchUp();
      return documents.get(id);
    },
    close: async () => undefined,
  };
}

function keep(streams: Map<StreamId, Held>, { stream, records, closed, due }: Append): void {
  const held = streams.get(stream) ?? { records: [], closed: false };
  if (records.length === 0 && !streams.has(stream)) return;
  streams.set(stream, held);
  held.records.push(...records);
  held.closed ||= closed === true;
  held.due = due;
}

function headOf(stream: StreamId, { records, closed, due }: Held): Head {
  const hash = records.at(-1)?.hash ?? genesis(stream).hash;
  return { stream, length: records.length, hash, closed, ...(due === undefined ? {} : { due }) };
}
