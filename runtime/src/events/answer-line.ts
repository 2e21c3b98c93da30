import type { Json, JsonObject } from "@orchlang/plan";

/** An answer to a question, as a line of news. */
export interface AnswerLine {
  readonly run: string;
  readonly step: string;
  readonly value: Json;
}

/** `{ "answer": RUN, "step": "go", "value": … }`; undefined: it is something else. */
export function answerIn(line: Json): AnswerLine | undefined {
  if (typeof line !== "object" || line === null || Array.isArray(line)) return undefined;
  const { answer: run, step, value } = line as JsonObject;
  if (typeof run !== "string" || typeof step !== "string" || value === undefined) return undefined;
  return { run, step, value };
}
