import type { Job } from "../world/world.ts";
import type { ThreadOutput } from "./messages.ts";

/** A line that a handler wrote: by `context.log` or `context.progress`, or printed. */
export interface HandlerOutput {
  /** Left out where it cannot be told which attempt wrote it. */
  readonly job?: Job;
  readonly by: ThreadOutput["by"];
  readonly text: string;
}

export function toStandardError({ job, text }: HandlerOutput): void {
  outliveStandardError();
  process.stderr.write(job === undefined ? `${text}\n` : `[${job.capability}] ${text}\n`);
}

let isOutlived = false;

/** What can't be written is lost: a full disk, or a reader that is gone, stops no run. */
function outliveStandardError(): void {
  if (isOutlived) return;
  isOutlived = true;
  process.stderr.on("error", () => undefined);
}
