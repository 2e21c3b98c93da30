/** A whole journal as lines of text that can be verified without it. */
import { createHash } from "node:crypto";
import type { Seq, StreamId } from "@orchlang/kernel";
import { controlStream } from "@orchlang/kernel/control";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { begunAt } from "./beginning.ts";
import { checked, genesis, isBreak, isHash, type Link } from "./chain.ts";
import type { KnownEnd } from "./ledger-check.ts";
import { verified } from "./recover.ts";
import { DamagedJournal, type Store } from "./store.ts";

const exportFormat = "orch.export/1";

/** The last line of an export: what it has, so that nothing can be taken out or changed unseen. */
export interface ExportSummary {
  readonly format: typeof exportFormat;
  /** ms since 1970. */
  readonly at: number;
  readonly events: number;
  /** The length of each stream, and the hash of its last event. `from`: as many of its first events were pruned. */
  readonly streams: readonly {
    readonly stream: StreamId;
    readonly events: number;
    readonly head: string;
    readonly from?: Seq;
  }[];
  /** The end of the journal's ledger when the export began. */
  readonly ledger?: KnownEnd;
  /** SHA-256 of all lines before this one, their line ends included. */
  readonly sha256: string;
}

/**
 * Each event as it rests, with its stream, place and hash, a line of JSON each, sealed ones sealed; then the summary. The
 * first of a stream whose first events were pruned has the hash `before` it. Events that are appended meanwhile may be left
 * out, as a run is that is pruned meanwhile. Throws `DamagedJournal` at the first event that is not as it was written, and
 * where control's first events are pruned while they are read.
 */
export async function* exported(store: Store, at: number): AsyncGenerator<string> {
  const ledger = await store.ledger?.end();
  const digest = hasher();
  const streams: { stream: StreamId; events: number; head: string; from?: Seq }[] = [];
  let events = 0;
  for await (const stream of streamsOf(store)) {
    let link: Link = genesis(stream);
    let from = 0;
    const lines = stream === controlStream ? linesOf(store, stream) : await linesOfRun(store, stream);
    if (lines === undefined) continue;
    for await (const { line, after, begun } of lines) {
      if (begun !== undefined) from = begun;
      digest.add(line);
      link = after;
      events += 1;
      yield line;
    }
    streams.push({ stream, events: link.length, head: link.hash, ...(from === 0 ? {} : { from }) });
  }
  const summary: ExportSummary = {
    format: exportFormat,
    at,
    events,
    streams,
    ...(ledger === undefined ? {} : { ledger }),
    sha256: digest.end(),
  };
  yield canonical({ ...summary } as unknown as Json);
}

interface ExportedLine {
  readonly line: string;
  readonly after: Link;
  /** The first one of a stream whose first events were pruned: how many these are. */
  readonly begun?: Seq;
}

async function* linesOf(store: Store, stream: StreamId): AsyncGenerator<ExportedLine> {
  let length: Seq = 0;
  for await (const { seq, hash: own, body } of verified(store, stream)) {
    const before: Link | undefined = length === seq ? undefined : await begunAt(store, stream);
    const more = before && { before: before.hash };
    const line = canonical({ stream, seq, hash: own, ...more, event: JSON.parse(body) as Json });
    length = seq + 1;
    yield { line, after: { length, hash: own }, ...(before && { begun: before.length }) };
  }
}

/** All at once: part of a run that was pruned then can't be undone. Undefined: it was. */
async function linesOfRun(store: Store, stream: StreamId): Promise<readonly ExportedLine[] | undefined> {
  const lines: ExportedLine[] = [];
  try {
    for await (const line of linesOf(store, stream)) lines.push(line);
  } catch (error) {
    if (error instanceof DamagedJournal && (await store.head(stream))?.pruned === true) return undefined;
    throw error;
  }
  return lines;
}

async function* streamsOf(store: Store): AsyncGenerator<StreamId> {
  yield controlStream;
  for await (const { stream, pruned } of store.streams("all", "run/")) if (!pruned) yield stream;
}

/** The verdict on an export: what it has, or the first thing that is not as it was written, with its line (from 1). */
export type ExportVerdict =
  | { readonly whole: true; readonly summary: ExportSummary }
  | { readonly whole: false; readonly line: number; readonly message: string };

/** Verifies the lines of an export against the chains of their streams and against its summary. */
export async function verifyExport(lines: AsyncIterable<string>): Promise<ExportVerdict> {
  const links = new Map<StreamId, Link>();
  const froms = new Map<StreamId, Seq>();
  const digest = hasher();
  let number = 0;
  let summary: ExportSummary | undefined;
  const broken = (message: string): ExportVerdict => ({ whole: false, line: number, message });
  for await (const line of lines) {
    if (line === "") continue;
    number += 1;
    if (summary !== undefined) return broken("there is a line after the summary");
    const result = parsed(line);
    if (result === undefined) return broken("it is no line of an export");
    if ("format" in result) {
      summary = result;
      continue;
    }
    const { stream, seq, hash: own, event, before: claimed } = result;
    const isLater = claimed !== undefined && !links.has(stream);
    if (isLater) froms.set(stream, seq);
    const before = isLater ? { length: seq, hash: claimed } : (links.get(stream) ?? genesis(stream));
    const next = checked(before, { stream, seq, hash: own, body: canonical(event) });
    if (isBreak(next)) return broken(`event ${next.seq} of ${stream}: ${next.why}`);
    links.set(stream, next);
    digest.add(line);
  }
  if (summary === undefined) return broken("the summary is missing: the export was cut");
  if (digest.end() !== summary.sha256) return broken("its events are not those of the summary");
  const wrong = summary.streams.find(({ stream, events, head, from }) => {
    const link = links.get(stream) ?? genesis(stream);
    return link.length !== events || link.hash !== head || froms.get(stream) !== from;
  });
  if (wrong !== undefined) return broken(`${wrong.stream} is not as the summary says`);
  if (links.size > summary.streams.length) return broken("it has streams that the summary does not have");
  return { whole: true, summary };
}

interface Line {
  readonly stream: StreamId;
  readonly seq: Seq;
  readonly hash: string;
  /** The hash of the event before it, which was pruned. */
  readonly before?: string;
  readonly event: Json;
}

function parsed(line: string): Line | ExportSummary | undefined {
  let result: unknown;
  try {
    result = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof result !== "object" || result === null) return undefined;
  if ("format" in result) {
    const { format, streams, sha256 } = result as Partial<ExportSummary>;
    const isOne = format === exportFormat && Array.isArray(streams) && typeof sha256 === "string";
    return isOne ? (result as ExportSummary) : undefined;
  }
  const { stream, seq, hash: own, before, event } = result as Partial<Line>;
  const isOne = typeof stream === "string" && Number.isSafeInteger(seq) && typeof own === "string";
  if (before !== undefined && !isHash(before)) return undefined;
  return isOne && event !== undefined ? (result as Line) : undefined;
}

function hasher() {
  const sum = createHash("sha256");
  return {
    add: (line: string): void => {
      sum.update(`${line}\n`);
    },
    end: (): string => sum.digest("hex"),
  };
}
