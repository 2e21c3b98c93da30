import type { StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import { pause } from "../../../world/node.ts";
import { headAfter, nextEntry } from "../../change.ts";
import type { Lease } from "../../lease.ts";
import { type DocumentMark, type LedgerEntry, textHash } from "../../ledger.ts";
import {
  type Append,
  type Appended,
  type Beginning,
  beginningId,
  type Document,
  notClosed,
  notReached,
  type Pruning,
  type Record,
} from "../../store.ts";
import { type Chunk, type DocumentCell, type HeadCell, keyOf, type Reader } from "./cells.ts";
import { refusedBy } from "./faults.ts";
import type { Tip, Write, Written } from "./object.ts";
import { lastEntry, recordsIn } from "./reads.ts";
import { RestateFailure, type RestateServer } from "./server.ts";

/** Heads of streams that are remembered between appends. */
const headsMax = 20_000;

/** Between attempts to reach Restate, ms. */
const againMs = 100;

const stale: Appended & { readonly ok: false } = {
  ok: false,
  why: "stale_epoch",
  message: "Another process writes to this journal now.",
};

/** The end of the journal, as the writer knows it. */
interface End {
  commits: number;
  streams: number;
  entry: LedgerEntry | undefined;
}

interface Change {
  readonly before: HeadCell | undefined;
  readonly after: HeadCell;
  readonly append: Append;
}

type Cell = readonly [key: string, value: unknown];

/**
 * The writing side: commits one after the other, each one invocation. What it remembers holds because the object refuses
 * a write of another epoch, and a commit that does not follow the last one.
 */
export class RestateWriter {
  readonly #epoch: number;
  readonly #server: RestateServer;
  readonly #reader: Reader;
  readonly #lease: Lease;
  #heads = new Map<StreamId, HeadCell | undefined>();
  #end: End | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(epoch: number, server: RestateServer, reader: Reader, lease: Lease) {
    this.#epoch = epoch;
    this.#server = server;
    this.#reader = reader;
    this.#lease = lease;
  }

  append(appends: readonly Append[]): Promise<Appended> {
    return this.#inTurn(async () => {
      if (appends.length === 0) return { ok: true };
      const end = await this.#known(appends.map(({ stream }) => stream));
      const wrong = appends.find((one) => (this.#heads.get(one.stream)?.head.length ?? 0) !== one.expected);
      if (wrong !== undefined) return await this.#beside(wrong);
      const documents = await this.#unknown(appends.flatMap((one) => one.documents ?? []));
      let number = end.streams;
      const changes = appends.flatMap((append): readonly Change[] => {
        const before = this.#heads.get(append.stream);
        const head = headAfter(before?.head, append);
        if (head === undefined) return [];
        const [from, to] = before?.chunks ?? [0, 0];
        const more = Math.ceil(append.records.length / limits.pageRecordsMax);
        const rest = before ?? { number: number++ };
        return [{ before, after: { ...rest, head, chunks: [from, to + more] }, append }];
      });
      const answer = await this.#commit(end, changes, documents);
      if (answer.ok) for (const { after } of changes) this.#remember(after);
      return answer;
    });
  }

  put(documents: readonly Document[]): Promise<Appended> {
    return this.#inTurn(async () => {
      const end = await this.#known([]);
      return await this.#commit(end, [], await this.#unknown(documents));
    });
  }

  /** Outside of commits: it may be lost. */
  keep(key: string, value: string): Promise<Appended> {
    return this.#inTurn(async () => await this.#write({ streams: 0, sets: [[key, value]], clears: [] }));
  }

  prune(pruning: Pruning): Promise<Appended> {
    return this.#inTurn(async () => {
      const answer = await this.#prune(pruning);
      this.#forget();
      return answer;
    });
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#lease.release();
  }

  /** One at a time. What is remembered is dropped after a failure, and Restate asked anew. */
  #inTurn(work: () => Promise<Appended>): Promise<Appended> {
    const done = this.#last.then(async (): Promise<Appended> => {
      while (await this.#lease.regained()) {
        try {
          const answer = await work();
          if (answer === stale) this.#lease.lose(stale.message);
          return answer;
        } catch (error) {
          this.#forget();
          if (!(error instanceof RestateFailure && error.unsent)) return refusedBy(error);
          await pause(againMs);
        }
      }
      return stale;
    });
    this.#last = done;
    return done;
  }

  #forget(): void {
    this.#heads = new Map();
    this.#end = undefined;
  }

  #remember(cell: HeadCell): void {
    const { stream, closed } = cell.head;
    this.#heads.delete(stream);
    if (!closed) this.#heads.set(stream, cell);
    for (const one of this.#heads.keys()) {
      if (this.#heads.size <= headsMax) return;
      this.#heads.delete(one);
    }
  }

  /** Where the journal ends; and reads the heads that are not remembered. A write that is under way is waited for. */
  async #known(streams: readonly StreamId[]): Promise<End> {
    if (this.#end === undefined) {
      const { commits, streams: count } = await this.#server.call<Tip>("settled");
      this.#end = { commits, streams: count, entry: await lastEntry(this.#reader, { commits }) };
    }
    const missing = streams.filter((stream) => !this.#heads.has(stream));
    if (missing.length > 0) {
      const cells = await this.#reader.get(missing.map(keyOf.head));
      for (const stream of missing)
        this.#heads.set(stream, cells[keyOf.head(stream)] as HeadCell | undefined);
    }
    return this.#end;
  }

  async #beside({ stream, expected }: Append): Promise<Appended> {
    const length = this.#heads.get(stream)?.head.length ?? 0;
    if (await this.#isStale()) return stale;
    return { ok: false, why: "unexpected_seq", message: `${stream} has ${length} events, not ${expected}.` };
  }

  async #isStale(): Promise<boolean> {
    return (await this.#server.call<Tip>("settled")).epoch !== this.#epoch;
  }

  /** The documents that are not there yet, each once. */
  async #unknown(documents: readonly Document[]): Promise<readonly Document[]> {
    if (documents.length === 0) return [];
    const first = new Map<string, Document>();
    for (const one of documents) if (!first.has(one.id)) first.set(one.id, one);
    const cells = await this.#reader.get([...first.keys()].map(keyOf.document));
    return [...first.values()].filter(({ id }) => cells[keyOf.document(id)] === undefined);
  }

  async #commit(end: End, changes: readonly Change[], documents: readonly Document[]): Promise<Appended> {
    if (changes.length + documents.length === 0) return (await this.#isStale()) ? stale : { ok: true };
    const entry = nextEntry(end.entry, {
      streams: changes.map(({ before, after }) => ({ before: before?.head, after: after.head })),
      documents: documents.map(({ id, text }): DocumentMark => [id, textHash(text)]),
    });
    const sets = [
      ...changes.flatMap(chunksOf),
      ...documents.map(documentCell),
      ...changes.map(({ after }): Cell => [keyOf.head(after.head.stream), after]),
    ];
    const streams = changes.filter(({ before }) => before === undefined).length;
    return await this.#committed(end, entry, { streams, sets, clears: [] });
  }

  /** The entry first: see `viewOf`. */
  async #committed(
    end: End,
    entry: LedgerEntry,
    { sets, ...write }: Pick<Write, "streams" | "sets" | "clears">,
  ): Promise<Appended> {
    const answer = await this.#write({
      ...write,
      at: end.commits,
      sets: [[keyOf.entry(end.commits), entry], ...sets],
    });
    if (answer.ok) this.#end = { commits: end.commits + 1, streams: end.streams + write.streams, entry };
    else this.#forget();
    return answer;
  }

  async #write(write: Omit<Write, "epoch">): Promise<Appended> {
    const written = await this.#server.call<Written>("write", { ...write, epoch: this.#epoch });
    if (written === "ok") return { ok: true };
    if (written === "stale_epoch") return stale;
    return {
      ok: false,
      why: "unexpected_seq",
      message: "The journal does not end where it was believed to.",
    };
  }

  async #prune({ streams, documents, beginnings = [] }: Pruning): Promise<Appended> {
    const end = await this.#known([...streams, ...beginnings.map(({ stream }) => stream)]);
    const open = streams.find((one) => this.#heads.get(one)?.head.closed === false);
    if (open !== undefined) return notClosed(open);
    const beyond = beginnings.find(({ stream, from }) => (this.#heads.get(stream)?.head.length ?? 0) < from);
    if (beyond !== undefined) return notReached(beyond);
    const begun = beginnings.filter(({ stream, from }) => {
      const cell = this.#heads.get(stream);
      return cell !== undefined && !cell.head.pruned && (cell.begins ?? 0) < from;
    });
    const pruned = streams.flatMap((stream) => {
      const cell = this.#heads.get(stream);
      return cell === undefined || cell.head.pruned ? [] : [cell];
    });
    const before = begun.flatMap(({ stream }) => {
      const begins = this.#heads.get(stream)?.begins;
      return begins === undefined ? [] : [beginningId({ stream, from: begins })];
    });
    const removed = await this.#marks([...before, ...documents]);
    if (pruned.length + removed.length + begun.length === 0)
      return (await this.#isStale()) ? stale : { ok: true };
    const later = await Promise.all(begun.map((one) => this.#beginLater(one)));
    const added = begun.map((one) => ({ id: beginningId(one), text: one.text }));
    const entry = nextEntry(end.entry, {
      streams: [],
      documents: added.map(({ id, text }): DocumentMark => [id, textHash(text)]),
      removed,
      pruned: {
        streams: pruned.map(({ head }) => head.stream),
        documents: removed.map(([id]) => id),
        ...(begun.length === 0
          ? {}
          : { beginnings: begun.map(({ stream, from }) => [stream, from] as const) }),
      },
    });
    return await this.#committed(end, entry, {
      streams: 0,
      sets: [
        ...added.map(documentCell),
        ...later.flatMap(({ sets }) => sets),
        ...pruned.map(
          (cell): Cell => [
            keyOf.head(cell.head.stream),
            { ...cell, head: { ...cell.head, pruned: true }, chunks: [cell.chunks[1], cell.chunks[1]] },
          ],
        ),
      ],
      clears: [
        ...removed.map(([id]) => keyOf.document(id)),
        ...later.flatMap(({ clears }) => clears),
        ...pruned.flatMap(({ head, chunks: [from, to] }) => chunkKeys(head.stream, from, to)),
      ],
    });
  }

  /** Chunks before it go; one that it lies within is cut. */
  async #beginLater({
    stream,
    from,
  }: Beginning): Promise<{ readonly sets: readonly Cell[]; readonly clears: readonly string[] }> {
    const cell = this.#heads.get(stream);
    if (cell === undefined) return { sets: [], clears: [] };
    const [first, to] = cell.chunks;
    const keys = chunkKeys(stream, first, to);
    let at = 0;
    for (; at < keys.length; at++) {
      const key = keys[at]!;
      const chunk = (await this.#reader.get([key]))[key] as Chunk | undefined;
      const left = recordsIn(stream, chunk).filter(({ seq }) => seq >= from);
      if (left.length === 0) continue;
      const head: HeadCell = { ...cell, chunks: [first + at, to], begins: from };
      return { sets: [chunkCell(key, left), [keyOf.head(stream), head]], clears: keys.slice(0, at) };
    }
    return { sets: [[keyOf.head(stream), { ...cell, chunks: [to, to], begins: from }]], clears: keys };
  }

  /** Documents that are there, each once. */
  async #marks(ids: readonly string[]): Promise<readonly DocumentMark[]> {
    const cells = await this.#reader.get(ids.map(keyOf.document));
    return [...new Set(ids)].flatMap((id): readonly DocumentMark[] => {
      const cell = cells[keyOf.document(id)] as DocumentCell | undefined;
      return cell === undefined ? [] : [[id, cell.hash]];
    });
  }
}

function documentCell({ id, text }: Document): Cell {
  return [keyOf.document(id), { text, hash: textHash(text) } satisfies DocumentCell];
}

function chunksOf({ before, append: { stream, records } }: Change): readonly Cell[] {
  const first = before?.chunks[1] ?? 0;
  const cells: Cell[] = [];
  for (let at = 0; at < records.length; at += limits.pageRecordsMax)
    cells.push(
      chunkCell(keyOf.chunk(stream, first + cells.length), records.slice(at, at + limits.pageRecordsMax)),
    );
  return cells;
}

function chunkCell(key: string, records: readonly Record[]): Cell {
  const chunk: Chunk = {
    from: records[0]?.seq ?? 0,
    records: records.map(({ body, hash }) => [body, hash] as const),
  };
  return [key, chunk];
}

function chunkKeys(stream: StreamId, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, at) => keyOf.chunk(stream, from + at));
}
