import type { Seq, StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import { pause } from "../../../world/node.ts";
import { bodyOf, type DocumentMark, type LedgerEntry, streamMark, textHash } from "../../ledger.ts";
import { audited, type LedgerView, looked } from "../../ledger-check.ts";
import { beginningId, DamagedJournal, type Ledger, type Record, type Store } from "../../store.ts";
import { type Chunk, type DocumentCell, type HeadCell, keyOf, type Reader, tipIn } from "./cells.ts";
import type { Tip } from "./object.ts";

type Reading = Pick<Store, "get" | "head" | "read" | "pages" | "streams" | "due" | "beginning">;

/** Chunks that are asked for at once. */
const chunksMax = 32;

/** The reading side. */
export function reading(reader: Reader): Reading {
  const headCell = async (stream: StreamId): Promise<HeadCell | undefined> =>
    (await reader.get([keyOf.head(stream)]))[keyOf.head(stream)] as HeadCell | undefined;
  const get = async (id: string): Promise<string | undefined> => {
    const cell = (await reader.get([keyOf.document(id)]))[keyOf.document(id)] as DocumentCell | undefined;
    if (cell !== undefined && cell.hash !== textHash(cell.text))
      throw new DamagedJournal({
        fault: "corrupt",
        message: `The journal was altered: the text of ${id} is not as it was written.`,
      });
    return cell?.text;
  };
  const pages = async function* (stream: StreamId, from: Seq): AsyncGenerator<readonly Record[]> {
    let next: number | undefined;
    for (;;) {
      const cell = await headCell(stream);
      if (cell === undefined) return;
      next ??= from === 0 ? cell.chunks[0] : await chunkWith(reader, stream, cell, from);
      const to = Math.min(cell.chunks[1], next + chunksMax);
      if (next >= to) return;
      const keys = Array.from({ length: to - next }, (_, at) => keyOf.chunk(stream, next! + at));
      yield* inPages(stream, from, await reader.get(keys), keys);
      next = to;
    }
  };
  const heads = async (): Promise<readonly HeadCell[]> =>
    (await reader.all("head/")).map(([, cell]) => cell as HeadCell).sort(byNumber);
  return {
    get,
    beginning: async (stream) => {
      const begins = (await headCell(stream))?.begins;
      return begins === undefined ? undefined : await get(beginningId({ stream, from: begins }));
    },
    head: async (stream) => (await headCell(stream))?.head,
    async *read(stream, from) {
      for await (const page of pages(stream, from)) yield* page;
    },
    pages,
    async *streams(which, beginning = "") {
      for (const { head } of await heads())
        if (head.stream.startsWith(beginning) && (which === "all" || !head.closed)) yield head;
    },
    async *due() {
      const waiting = (await heads()).flatMap(({ head: { stream, due, closed } }) =>
        typeof due === "number" && !closed ? [{ stream, due }] : [],
      );
      yield* waiting.sort((one, other) => one.due - other.due);
    },
  };
}

function byNumber(one: HeadCell, other: HeadCell): number {
  return one.number - other.number;
}

/** The chunk that has this event, or the first after it. Chunks are of unlike length, so it is searched for by halves. */
async function chunkWith(reader: Reader, stream: StreamId, { chunks }: HeadCell, seq: Seq): Promise<number> {
  let [low, high] = chunks;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const key = keyOf.chunk(stream, middle);
    const chunk = (await reader.get([key]))[key] as Chunk | undefined;
    if (chunk === undefined || chunk.from + chunk.records.length > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

function* inPages(
  stream: StreamId,
  from: Seq,
  cells: Readonly<{ [key: string]: unknown }>,
  keys: readonly string[],
): Generator<readonly Record[]> {
  let page: Record[] = [];
  for (const key of keys) {
    for (const record of recordsIn(stream, cells[key] as Chunk | undefined)) {
      if (record.seq < from) continue;
      page.push(record);
      if (page.length < limits.pageRecordsMax) continue;
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** A missing chunk was removed: the sequence numbers show it. */
export function recordsIn(stream: StreamId, chunk: Chunk | undefined): readonly Record[] {
  return (chunk?.records ?? []).map(([body, hash], at) => ({
    stream,
    seq: (chunk?.from ?? 0) + at,
    body,
    hash,
  }));
}

export function ledgerOf(reader: Reader): Ledger {
  return {
    end: async () => {
      const last = await lastEntry(reader, await tipIn(reader));
      return last && { commits: last.number + 1, head: last.hash };
    },
    losses: async () =>
      (await reader.all("ledger/")).flatMap(([, entry]) => bodyOf(entry as LedgerEntry)?.accepted ?? []),
    look: async () => ((await tipIn(reader))?.commits ? looked(await viewOf(reader)).altered : []),
    audit: async (known) => audited(await viewOf(reader), known),
  };
}

export async function lastEntry(
  { get }: Pick<Reader, "get">,
  tip: Pick<Tip, "commits"> | undefined,
): Promise<LedgerEntry | undefined> {
  if (tip === undefined || tip.commits === 0) return undefined;
  const key = keyOf.entry(tip.commits - 1);
  return (await get([key]))[key] as LedgerEntry | undefined;
}

/** How often the state is asked for between two commits, and the pause between, ms. */
const attempts = { max: 200, pauseMs: 10 } as const;

/** All marks and hashes, in memory: some 100 bytes for each event. */
async function viewOf(reader: Reader): Promise<LedgerView> {
  for (let attempt = 1; ; attempt++) {
    const cells = new Map(await reader.all(""));
    const commits = (cells.get(keyOf.tip) as Tip | undefined)?.commits ?? 0;
    // The entry of a commit is set first and the tip last: if there is one beyond the tip, that commit is under way.
    if (!cells.has(keyOf.entry(commits)) || attempt === attempts.max) return viewIn(cells);
    await pause(attempts.pauseMs);
  }
}

function viewIn(cells: ReadonlyMap<string, unknown>): LedgerView {
  const under = <T>(beginning: string): (readonly [string, T])[] =>
    [...cells].flatMap(([key, value]) =>
      key.startsWith(beginning) ? [[key.slice(beginning.length), value as T] as const] : [],
    );
  const entries = under<LedgerEntry>("ledger/")
    .map(([, entry]) => entry)
    .sort((one, other) => one.number - other.number);
  const heads = under<HeadCell>("head/").sort(([, one], [, other]) => byNumber(one, other));
  const documents = under<DocumentCell>("document/");
  const texts = new Map(documents.map(([id, { text }]) => [id, textHash(text)]));
  const hashes = new Map<string, string>();
  for (const [, { head, chunks }] of heads)
    for (let chunk = chunks[0]; chunk < chunks[1]; chunk++)
      for (const { stream, seq, hash } of recordsIn(
        head.stream,
        cells.get(keyOf.chunk(head.stream, chunk)) as Chunk | undefined,
      ))
        hashes.set(`${stream} ${seq}`, hash);
  return {
    entries: (from) => entries.filter(({ number }) => number >= from),
    last: () => entries.at(-1),
    streams: () => heads.map(([, { head }]) => streamMark(head)),
    documents: () => documents.map(([id, { hash }]): DocumentMark => [id, hash]),
    hashOf: (stream, seq) => hashes.get(`${stream} ${seq}`),
    textHashOf: (id) => texts.get(id),
  };
}
