import type { Assigned } from "./job-queue.ts";
import type { HandlerOutput } from "./output.ts";

/** Why a thread is gone, from what its task was rejected with; undefined: it was ended from here. */
export function endOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name === "AbortError") return undefined;
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return "it ran out of memory";
  const [, code] = /^worker exited with code: (\d+)$/u.exec(error.message) ?? [];
  return code === undefined ? error.message : `something on it called \`process.exit(${code})\``;
}

/** Told on the side, once, since the journal only says that whoever had the calls is gone. */
export function endLine(why: string, left: readonly Pick<Assigned<unknown>, "job">[]): HandlerOutput {
  const [only, ...others] = left;
  if (only !== undefined && others.length === 0)
    return { job: only.job, by: "stderr", text: `Its thread has ended: ${why}.` };
  const calls = [...new Set(left.map(({ job }) => job.capability))].sort().join(", ");
  const lost = only === undefined ? "" : ` ${left.length} calls were on it, of ${calls}.`;
  return { by: "stderr", text: `A thread has ended: ${why}.${lost}` };
}
