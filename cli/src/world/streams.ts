import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Json } from "@orchlang/plan";
import { type AnswerLine, answerIn, newsOf, type Orchestrator, type Refusal } from "@orchlang/runtime";
import { linesOf } from "./lines.ts";

/** What came of a stream of news. */
export interface Streamed {
  readonly taken: number;
  readonly refused: number;
}

export interface StreamOptions {
  /** A line that can't be taken. */
  readonly tell: (line: number, why: string) => void;
  /** Waits until it is time for a line. */
  readonly pace?: ((line: string) => Promise<void>) | undefined;
}

/** As much as the door of HTTP takes at once. */
const lineBytesMax = 8 * 1024 * 1024;
/** Lines that are told and not durable yet: they are committed together, and not one after another. */
const atOnceMax = 256;

/**
 * Reads news from a file or another stream, a line each, in order. A line that can't be taken is told with its number,
 * and the next is read; once nothing is taken any more the rest is left.
 */
export async function streamNews(
  orchestrator: Orchestrator,
  input: NodeJS.ReadableStream,
  { tell, pace }: StreamOptions,
): Promise<Streamed> {
  let number = 0;
  let taken = 0;
  let refused = 0;
  let isOver = false;
  const underWay: { readonly line: number; readonly heard: Promise<Heard | Broken> }[] = [];
  const finish = async (most: number): Promise<void> => {
    while (underWay.length > most) {
      const first = underWay.shift();
      const heard = await first?.heard;
      if (first === undefined || heard === undefined) taken += 1;
      else if ("error" in heard) throw heard.error;
      else {
        isOver ||= heard.isOver === true;
        refused += 1;
        tell(first.line, heard.why);
      }
    }
  };
  for await (const line of linesOf(input, lineBytesMax)) {
    number += 1;
    if ("text" in line && line.text.trim() === "") continue;
    const said = "text" in line ? parsed(line.text) : { fault: tooLong(line.tooLong) };
    // Time goes on when all is in, and what somebody is answered may be what was asked a line before.
    const isAlone = pace !== undefined || said.answer !== undefined;
    if (isAlone) await finish(0);
    if ("text" in line) await pace?.(line.text);
    underWay.push({ line: number, heard: hear(orchestrator, said).catch(broken) });
    await finish(isAlone ? 0 : atOnceMax - 1);
    if (isOver) break;
  }
  await finish(0);
  return { taken, refused };
}

export function fileStream(path: string): NodeJS.ReadableStream {
  return createReadStream(path);
}

/** Whoever is told so is told so of all that follows. */
const overs: ReadonlySet<Refusal["refused"]> = new Set(["closed", "journal"]);

/** Undefined: it was taken. */
type Heard = { readonly why: string; readonly isOver?: boolean } | undefined;

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

interface Said {
  readonly value?: Json;
  readonly answer?: AnswerLine;
  readonly fault?: string;
}

function parsed(line: string): Said {
  try {
    const value = JSON.parse(line) as Json;
    const answer = answerIn(value);
    return answer === undefined ? { value } : { answer };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: `it is no JSON: ${error.message}` };
    throw error;
  }
}

async function hear(orchestrator: Orchestrator, { value = null, answer, fault }: Said): Promise<Heard> {
  if (fault !== undefined) return { why: fault };
  const news = answer === undefined ? newsOf(value, randomUUID) : undefined;
  if (news !== undefined && "fault" in news) return { why: news.fault };
  const found =
    answer === undefined
      ? news && (await orchestrator.hear(news))
      : await orchestrator.answer(answer.run, answer.step, answer.value);
  if (found === undefined || !("refused" in found)) return undefined;
  return { why: [found.message, ...(found.details ?? [])].join(" "), isOver: overs.has(found.refused) };
}
