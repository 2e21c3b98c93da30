import { invariant, type Seq, type StreamId } from "@orchlang/kernel";
import { limits } from "../../limits.ts";
import { genesis } from "../chain.ts";
import {
  bodyOf,
  changed,
  type DocumentMark,
  digestOf,
  entryAfter,
  type Head,
  type LedgerEntry,
  noSum,
  type StreamMark,
  streamMark,
  sumIn,
  textHash,
} from "../ledger.ts";
import { audited, type LedgerView, looked } from "../ledger-check.ts";
import {
  type Append,
  type Appended,
  type Beginning,
  beginningId,
  beginningsOf,
  type Document,
  type Ledger,
  notClosed,
  notReached,
  type Pruning,
  type Record,
  type Store,
} from "../store.ts";

/** The storage of memory stores, which outlives them as a disk outlives processes. */
export interface MemoryDisk {
  /** `from`: how many of its first records were removed. */
  readonly streams: Map<StreamId, { head: Head; from: Seq; readonly records: Record[] }>;
  readonly documents: Map<string, string>;
  readonly snapshots: Map<StreamId, string>;
  readonly ledger: LedgerEntry[];
  epoch: number;
}

/** An empty one. */
export function memoryDisk(): MemoryDisk {
  return { streams: new Map(), documents: new Map(), snapshots: new Map(), ledger: [], epoch: 0 };
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
      commit(disk, (change) => {
        for (const one of appends) add(disk, one, change);
      });
      return { ok: true };
    },
    put: async (id, text) => {
      if (disk.epoch !== epoch) return stale();
      commit(disk, (change) => put(disk, { id, text }, change));
      return { ok: true };
    },
    prune: async (pruning) => {
      if (disk.epoch !== epoch) return stale();
      const open = pruning.streams.find((one) => disk.streams.get(one)?.head.closed === false);
      if (open !== undefined) return notClosed(open);
      const beyond = pruning.beginnings?.find(
        ({ stream, from }) => (disk.streams.get(stream)?.head.length ?? 0) < from,
      );
      if (beyond !== undefined) return notReached(beyond);
      commit(disk, (change) => prune(disk, pruning, change));
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
    beginning: async (stream) => disk.documents.get(beginningOf(disk, stream) ?? ""),
    async *read(stream, from) {
      const { records, from: first } = disk.streams.get(stream) ?? nothing;
      for (let at = Math.max(0, from - first); at < records.length; at++) yield records[at]!;
    },
    async *pages(stream, from) {
      const { records, from: first } = disk.streams.get(stream) ?? nothing;
      for (let at = Math.max(0, from - first); at < records.length; at += limits.pageRecordsMax) {
        yield records.slice(at, at + limits.pageRecordsMax);
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
    ledger: ledgerOf(disk),
    close: async () => {},
  };
}

const nothing = { records: [] as readonly Record[], from: 0 };

function beginningOf({ documents }: MemoryDisk, stream: StreamId): string | undefined {
  return [...documents.keys()]
    .filter((id) => id.startsWith(beginningsOf(stream)))
    .sort()
    .at(-1);
}

/** A memory store has no anchor; everything else is as on a disk. */
function ledgerOf(disk: MemoryDisk): Ledger {
  const view = viewOf(disk);
  return {
    end: async () => {
      const last = disk.ledger.at(-1);
      return last && { commits: last.number + 1, head: last.hash };
    },
    losses: async () => disk.ledger.flatMap((entry) => bodyOf(entry)?.accepted ?? []),
    look: async () => (disk.ledger.length === 0 ? [] : looked(view).altered),
    audit: async (known) => audited(view, known),
  };
}

function viewOf({ streams, documents, ledger }: MemoryDisk): LedgerView {
  return {
    entries: (from) => ledger.filter(({ number }) => number >= from),
    last: () => ledger.at(-1),
    streams: () => [...streams.values()].map(({ head }) => streamMark(head)),
    documents: () => [...documents].map(([id, text]) => [id, textHash(text)] as const),
    hashOf: (stream, seq) => {
      const { records, from } = streams.get(stream) ?? nothing;
      return seq < from ? undefined : records[seq - from]?.hash;
    },
    textHashOf: (id) => {
      const text = documents.get(id);
      return text === undefined ? undefined : textHash(text);
    },
  };
}

/** A commit's changes: for each stream the digest of its previous mark. */
interface Change {
  readonly streams: Map<StreamId, bigint | undefined>;
  readonly documents: DocumentMark[];
  readonly pruned: StreamId[];
  readonly removed: DocumentMark[];
  readonly begun: (readonly [StreamId, Seq])[];
}

function commit(disk: MemoryDisk, work: (change: Change) => void): void {
  const change: Change = { streams: new Map(), documents: [], pruned: [], removed: [], begun: [] };
  work(change);
  const { pruned, removed, begun } = change;
  const gone = pruned.length + removed.length + begun.length;
  if (change.streams.size + change.documents.length + gone === 0) return;
  const last = disk.ledger.at(-1);
  const body = last && bodyOf(last);
  const marks = [...change.streams].map(([stream, before]) => ({ before, mark: markOf(disk, stream) }));
  const sum = changed(
    body === undefined ? noSum : sumIn(body),
    marks.map(({ before, mark }) => ({ before, after: digestOf(mark) })),
    change.documents,
    removed,
  );
  const { entry } = entryAfter(last, sum, {
    ...(marks.length === 0 ? {} : { streams: marks.map(({ mark }) => mark) }),
    ...(change.documents.length === 0 ? {} : { documents: change.documents }),
    ...(gone === 0
      ? {}
      : {
          pruned: {
            streams: pruned,
            documents: removed.map(([id]) => id),
            ...(begun.length === 0 ? {} : { beginnings: begun }),
          },
        }),
  });
  disk.ledger.push(entry);
}

function markOf({ streams }: MemoryDisk, stream: StreamId): StreamMark {
  const head = streams.get(stream)?.head;
  invariant(head !== undefined, `${stream} was just written`);
  return streamMark(head);
}

function note(disk: MemoryDisk, { stream }: Append, { streams }: Change): void {
  if (streams.has(stream)) return;
  const head = disk.streams.get(stream)?.head;
  streams.set(stream, head && digestOf(streamMark(head)));
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

function put({ documents }: MemoryDisk, { id, text }: Document, change: Change): void {
  if (documents.has(id)) return;
  documents.set(id, text);
  change.documents.push([id, textHash(text)]);
}

function prune(disk: MemoryDisk, { streams, documents, beginnings = [] }: Pruning, change: Change): void {
  const { pruned, removed } = change;
  for (const beginning of beginnings) beginLater(disk, beginning, change);
  for (const stream of streams) {
    const held = disk.streams.get(stream);
    if (held === undefined || held.head.pruned) continue;
    held.head = { ...held.head, pruned: true };
    held.records.length = 0;
    pruned.push(stream);
  }
  for (const id of documents) {
    const text = disk.documents.get(id);
    if (text === undefined) continue;
    disk.documents.delete(id);
    removed.push([id, textHash(text)]);
  }
}

function beginLater(disk: MemoryDisk, beginning: Beginning, change: Change): void {
  const { stream, from, text } = beginning;
  const held = disk.streams.get(stream);
  if (held === undefined || held.head.pruned || held.from >= from) return;
  const before = beginningOf(disk, stream);
  const known = before === undefined ? undefined : disk.documents.get(before);
  if (before !== undefined && known !== undefined) {
    disk.documents.delete(before);
    change.removed.push([before, textHash(known)]);
  }
  held.records.splice(0, from - held.from);
  held.from = from;
  put(disk, { id: beginningId(beginning), text }, change);
  change.begun.push([stream, from]);
}

function add(disk: MemoryDisk, append: Append, change: Change): void {
  for (const one of append.documents ?? []) put(disk, one, change);
  if (append.records.length === 0) rest(disk, append, change);
  else extend(disk, append, change);
}

function rest(disk: MemoryDisk, append: Append, change: Change): void {
  const { stream, due, line } = append;
  const held = disk.streams.get(stream);
  if (held === undefined || due === undefined) return;
  note(disk, append, change);
  held.head = { ...held.head, due, ...(line === undefined ? {} : { line }) };
}

function extend(disk: MemoryDisk, append: Append, change: Change): void {
  note(disk, append, change);
  const { stream, due, line } = append;
  const held = disk.streams.get(stream) ?? {
    head: { stream, ...genesis(stream), closed: false },
    from: 0,
    records: [],
  };
  held.records.push(...append.records);
  held.head = {
    stream,
    length: held.from + held.records.length,
    hash: held.records.at(-1)?.hash ?? held.head.hash,
    closed: append.closed ?? held.head.closed,
    ...(due === undefined ? {} : { due }),
    ...(line === undefined ? {} : { line }),
  };
  disk.streams.set(stream, held);
}
