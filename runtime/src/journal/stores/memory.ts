import type { StreamId } from "../../kernel/machine.ts";
import { limits } from "../../limits.ts";
import { genesis } from "../chain.ts";
import type { Append, Appended, Document, Head, Record, Store } from "../store.ts";

/** What memory stores are opened on: it outlives them, as a disk outlives processes. */
export interface MemoryDisk {
  readonly streams: Map<StreamId, { head: Head; readonly records: Record[] }>;
  readonly documents: Map<string, string>;
  readonly snapshots: Map<StreamId, string>;
  epoch: number;
}

/** An empty one. */
export function memoryDisk(): MemoryDisk {
  return { streams: new Map(), documents: new Map(), snapshots: new Map(), epoch: 0 };
}

/** A store in memory, for tests and throw-away runs. Opening the same disk again shuts out the writer before. */
export function openMemoryStore(disk: MemoryDisk = memoryDisk()): Store {
  disk.epoch += 1;
  const epoch = disk.epoch;
  return {
    epoch,
    append: async (appends) => {
      const refused = disk.epoch !== epoch ? stale() : appends.map((one) => refusal(disk, one)).find(Boolean);
      if (refused) return refused;
      for (const one of appends) add(disk, one);
      return { ok: true };
    },
    put: async (id, text) => {
      if (disk.epoch !== epoch) return stale();
      put(disk, { id, text });
      return { ok: true };
    },
    get: async (id) => disk.documents.get(id),
    snapshots: {
      keep: async (stream, text) => {
        if (disk.epoch !== epoch) return stale();
        disk.snapshots.set(stream, text);
        return { ok: true };
      },
      get: async (stream) => disk.snapshots.get(stream),
    },
    head: async (stream) => disk.streams.get(stream)?.head,
    async *read(stream, from) {
      const records = disk.streams.get(stream)?.records ?? [];
      for (let seq = from; seq < records.length; seq++) yield records[seq]!;
    },
    async *pages(stream, from) {
      const records = disk.streams.get(stream)?.records ?? [];
      for (let seq = from; seq < records.length; seq += limits.pageRecordsMax) {
        yield records.slice(seq, seq + limits.pageRecordsMax);
      }
    },
    async *streams(which, beginning = "") {
      for (const { head } of [...disk.streams.values()]) {
        if (head.stream.startsWith(beginning) && (which === "all" || !head.closed)) yield head;
      }
    },
    async *due() {
      const waiting = [...disk.streams.values()].flatMap(({ head: { stream, due, closed } }) =>
        due === undefined || due === null || closed ? [] : [{ stream, due }],
      );
      yield* waiting.sort((one, other) => one.due - other.due);
    },
    close: async () => {},
  };
}

function stale(): Appended {
  return { ok: false, why: "stale_epoch", message: "Another process writes to this journal now." };
}

function refusal(disk: MemoryDisk, append: Append): Appended | undefined {
  const length = disk.streams.get(append.stream)?.head.length ?? 0;
  if (append.expected === length) return undefined;
  const message = `${append.stream} has ${length} events, not ${append.expected}.`;
  return { ok: false, why: "unexpected_seq", message };
}

function put({ documents }: MemoryDisk, { id, text }: Document): void {
  if (!documents.has(id)) documents.set(id, text);
}

function add(disk: MemoryDisk, append: Append): void {
  for (const one of append.documents ?? []) put(disk, one);
  if (append.records.length === 0) rest(disk, append);
  else extend(disk, append);
}

function rest(disk: MemoryDisk, { stream, due }: Append): void {
  const held = disk.streams.get(stream);
  if (held !== undefined && due !== undefined) held.head = { ...held.head, due };
}

function extend(disk: MemoryDisk, append: Append): void {
  const { stream, due } = append;
  const held = disk.streams.get(stream) ?? {
    head: { stream, ...genesis(stream), closed: false },
    records: [],
  };
  held.records.push(...append.records);
  held.head = {
    stream,
    length: held.records.length,
    hash: held.records.at(-1)?.hash ?? held.head.hash,
    closed: append.closed ?? held.head.closed,
    ...(due === undefined ? {} : { due }),
  };
  disk.streams.set(stream, held);
}
