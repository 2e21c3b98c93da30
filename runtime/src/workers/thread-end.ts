import { inspect } from "node:util";
import { limits } from "../limits.ts";
import type { Assigned } from "./job-queue.ts";
import type { HandlerOutput } from "./output.ts";

/** Why a thread ends, from what was thrown on it: a copy, of which no field need have its usual type. */
export function wordsOf(error: unknown): string {
  const isError = error instanceof Error;
  if (isError && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return "it ran out of memory";
  const thrown: unknown = isError ? error.message : error;
  const text = (typeof thrown === "string" ? thrown : inspect(thrown)).slice(0, limits.failureCharsMax);
  return isError ? text : `something was thrown on it: ${text}`;
}

/** Why a thread is gone that was not ended for a reason, and on which nothing was thrown. `silent`: its port was closed before. */
export function exitOf(code: number, silent: boolean): string {
  const exit = `something on it called \`process.exit(${code})\``;
  return silent && code === 1 ? `${exit}, or closed its connection` : exit;
}

/** Logged once, since the journal only records that the worker was lost. */
export function endLine(why: string, left: readonly Pick<Assigned<unknown>, "job">[]): HandlerOutput {
  const [only, ...others] = left;
  if (only !== undefined && others.length === 0)
    return { job: only.job, by: "stderr", text: `Its thread has ended: ${why}.` };
  const calls = [...new Set(left.map(({ job }) => job.capability))].sort().join(", ");
  const lost = only === undefined ? "" : ` ${left.length} calls were on it, of ${calls}.`;
  return { by: "stderr", text: `A thread has ended: ${why}.${lost}` };
}
