import type { Job } from "../world/world.ts";
import type { ThreadOutput } from "./messages.ts";

/** A line that a handler wrote: by `context.log` or `context.progress`, or printed. */
export interface HandlerOutput {
  /** Absent if the attempt that wrote it can't be determined. */
  readonly job?: Job;
  readonly by: ThreadOutput["by"];
  readonly text: string;
}

/** One line, whatever stands in it: what could move a cursor, turn a direction or hide is replaced by a sign for it. */
export function toStandardError({ job, text }: HandlerOutput): void {
  outliveStandardError();
  const line = text
    .replaceAll("\t", "    ")
    .replaceAll(/[\p{Cc}\p{Cs}\p{DI}\u2028\u2029\ufff9-\ufffb]/gu, "\ufffd");
  process.stderr.write(job === undefined ? `${line}\n` : `[${job.capability}] ${line}\n`);
}

let isOutlived = false;

/** Output that can't be written is lost: a full disk, or a closed reader, stops no run. */
function outliveStandardError(): void {
  if (isOutlived) return;
  isOutlived = true;
  process.stderr.on("error", () => undefined);
}
