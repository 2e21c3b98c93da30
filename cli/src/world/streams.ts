import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Json } from "@orchlang/plan";
import type { Ingested as IngestedRecord, Orchestrator, Refusal, User } from "@orchlang/runtime";
import { type AnswerLine, answerIn, ingressRecordOf } from "@orchlang/runtime/events";
import { instantOf } from "./recorded-day.ts";
import { withWrongClocks } from "./wrong-clocks.ts";

/** The outcome of a stream of records. */
export interface Streamed {
  readonly taken: number;
  readonly refused: number;
}

export interface StreamOptions {
  /** The user who answers questions. */
  readonly user: User;
  /** A line that can't be taken. */
  readonly tell: (line: number, why: string) => void;
  /** Waits until it is some time, ms: the stream is a recorded day. */
  readonly pace?: ((at: number) => Promise<void>) | undefined;
}

/** As much as the HTTP ingress takes at once. */
const lineBytesMax = 8 * 1024 * 1024;
/** Lines that are told and not durable yet: they are committed together, and not one after another. */
const atOnceMax = 256;

/**
 * Ingests records from a file or another stream, a line each, in order. A line that can't be ingested is reported with
 * its number, and the next is read; once the orchestrator accepts nothing more, the rest is left.
 */
export async function ingestStream(
  orchestrator: Orchestrator,
  input: NodeJS.ReadableStream,
  { user, tell, pace }: StreamOptions,
): Promise<Streamed> {
  let taken = 0;
  let refused = 0;
  let isOver = false;
  const underWay: { readonly line: number; readonly heard: Promise<Heard | Broken> }[] = [];
  const finish = async (most: number): Promise<void> => {
    while (underWay.length > most) {
      const first = underWay.shift();
      const result = await first?.heard;
      if (first === undefined || result === undefined) taken += 1;
      else if ("error" in result) throw result.error;
      else {
        isOver ||= result.isOver === true;
        if (result.isTaken) taken += 1;
        else refused += 1;
        tell(first.line, result.why);
      }
    }
  };
  const lines = linesRead(input);
  for await (const result of pace === undefined ? lines : withWrongClocks(lines)) {
    // Time goes on when all is in, and what somebody is answered may be what was asked a line before.
    const isAlone = pace !== undefined || result.answer !== undefined;
    if (isAlone) await finish(0);
    if (result.at !== undefined && !("isAhead" in result && result.isAhead)) await pace?.(result.at);
    underWay.push({ line: result.line, heard: hear(orchestrator, result, user).catch(broken) });
    await finish(isAlone ? 0 : atOnceMax - 1);
    if (isOver) break;
  }
  await finish(0);
  return { taken, refused };
}

export function fileStream(path: string): NodeJS.ReadableStream {
  return createReadStream(path);
}

/** After such a refusal, everything that follows is refused too. */
const overs: ReadonlySet<Refusal["refused"]> = new Set(["closed", "journal"]);

/** Why it was not taken, or what is to be said of what was; undefined: it was taken. */
type Heard = { readonly why: string; readonly isOver?: boolean; readonly isTaken?: true } | undefined;

/** Thrown when its turn comes, since nobody waits for it before. */
interface Broken {
  readonly error: unknown;
}

function broken(error: unknown): Broken {
  return { error };
}

function tooLong(bytes: number): string {
  return `it has ${bytes} bytes, over the limit of ${lineBytesMax}`;
}

async function* linesRead(input: NodeJS.ReadableStream): AsyncGenerator<Said, void, void> {
  let number = 0;
  for await (const line of linesOf(input, lineBytesMax)) {
    number += 1;
    if (!("text" in line)) yield { line: number, fault: tooLong(line.tooLong) };
    else if (line.text.trim() !== "") yield { line: number, ...parsed(line.text) };
  }
}

interface Said {
  readonly line: number;
  /** When it says that it was, ms. */
  readonly at?: number | undefined;
  readonly value?: Json;
  readonly answer?: AnswerLine;
  readonly fault?: string;
}

function parsed(line: string): Omit<Said, "line"> {
  try {
    const value = JSON.parse(line) as Json;
    const answer = answerIn(value);
    const at = instantOf(value);
    return answer === undefined ? { value, at } : { answer, at };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: `it is not JSON: ${error.message}` };
    throw error;
  }
}

async function hear(
  orchestrator: Orchestrator,
  { value = null, answer, fault }: Said,
  user: User,
): Promise<Heard> {
  const result =
    answer === undefined
      ? await orchestrator.ingest(fault === undefined ? ingressRecordOf(value, randomUUID) : { fault })
      : await orchestrator.answer(answer.run, answer.step, answer.value, user);
  if ("done" in result) {
    const { notes }: IngestedRecord = result;
    return notes && { why: notes.join(" "), isTaken: true };
  }
  return { why: [result.message, ...(result.details ?? [])].join(" "), isOver: overs.has(result.refused) };
}

/** A line of a stream, or how long it was where it is longer than anybody reads. */
export type Line = { readonly text: string } | { readonly tooLong: number };

/**
 * The lines of a stream in UTF-8, split at line feeds, a carriage return before one left out. Of a line of more than
 * `most` bytes no more is kept, so that a stream without line ends takes no memory.
 */
export async function* linesOf(input: NodeJS.ReadableStream, most: number): AsyncGenerator<Line, void, void> {
  let kept: Buffer[] = [];
  let size = 0;
  const line = (last: Buffer): Line => {
    const length = size + last.length;
    const pieces = [...kept, last];
    kept = [];
    size = 0;
    if (length > most) return { tooLong: length };
    const text = (pieces.length === 1 ? last : Buffer.concat(pieces)).toString("utf8");
    return { text: text.endsWith("\r") ? text.slice(0, -1) : text };
  };
  for await (const chunk of input) {
    const piece = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      yield line(piece.subarray(from, to));
      from = to + 1;
    }
    if (from === piece.length) continue;
    const rest = piece.subarray(from);
    size += rest.length;
    if (size <= most) kept.push(rest);
    else kept = [];
  }
  if (size > 0) yield line(Buffer.alloc(0));
}
