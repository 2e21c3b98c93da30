import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Json } from "@orchlang/plan";
import { newsOf, type Orchestrator } from "@orchlang/runtime";

/** What came of a stream of news. */
export interface Streamed {
  readonly taken: number;
  readonly refused: number;
}

/**
 * Reads news from a file or another stream, a line each, in order. A line that can't be taken is told with its number,
 * and the next is read.
 */
export async function streamNews(
  orchestrator: Orchestrator,
  input: NodeJS.ReadableStream,
  tell: (line: number, why: string) => void,
  /** Waits until it is time for a line. */
  pace?: (line: string) => Promise<void>,
): Promise<Streamed> {
  let number = 0;
  let taken = 0;
  let refused = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    await pace?.(line);
    const why = await heard(orchestrator, line);
    if (why === undefined) taken += 1;
    else {
      refused += 1;
      tell(number, why);
    }
  }
  return { taken, refused };
}

export function fileStream(path: string): NodeJS.ReadableStream {
  return createReadStream(path, "utf8");
}

async function heard(orchestrator: Orchestrator, line: string): Promise<string | undefined> {
  let value: Json;
  try {
    value = JSON.parse(line) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return `it is no JSON: ${error.message}`;
    throw error;
  }
  if (isAnswer(value)) {
    const answered = await orchestrator.answer(value.answer, value.step, value.value ?? null);
    return "refused" in answered ? [answered.message, ...(answered.details ?? [])].join(" ") : undefined;
  }
  const news = newsOf(value, randomUUID);
  if ("fault" in news) return news.fault;
  const answer = await orchestrator.hear(news);
  return "refused" in answer ? [answer.message, ...(answer.details ?? [])].join(" ") : undefined;
}

/** `{ "answer": RUN, "step": "go", "value": … }`: what somebody says to a question. */
interface Answer {
  readonly answer: string;
  readonly step: string;
  readonly value?: Json;
}

function isAnswer(value: Json): value is Json & Answer {
  if (typeof value !== "object" || value === null || !("answer" in value) || !("step" in value)) return false;
  return typeof value.answer === "string" && typeof value.step === "string";
}
