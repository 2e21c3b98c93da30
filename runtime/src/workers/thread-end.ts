import type { Assigned } from "./job-queue.ts";
import type { HandlerOutput } from "./output.ts";

/** Why a thread ends, from what was thrown on it. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `something was thrown on it: ${String(error)}`;
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return "it ran out of memory";
  return error.message;
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
