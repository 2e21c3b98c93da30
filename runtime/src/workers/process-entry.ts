/**
 * The main module of a process for handlers whose memory is limited. The handler runs on a thread, whose heap V8 limits;
 * all else (buffers, WebAssembly, what Node itself takes) is seen here, where a handler that blocks does not, and ends the
 * process, as Node does itself where it can't go on. Either way it is not the program that ends.
 */
import { createWriteStream } from "node:fs";
import { limits } from "../limits.ts";
import { nodeClock } from "../world/node.ts";
import type { FromProcess, ToProcess } from "./messages.ts";
import { readLines } from "./output.ts";
import { openPool } from "./pool.ts";

const [memoryMb = 0, abortGraceMs = 0] = process.argv.slice(2).map(Number);
const clock = nodeClock();
const before = process.memoryUsage.rss();
const mostMb = memoryMb + limits.memorySlackMb;

/** Beside the three that every process has: handlers know nothing of it. */
const writeStream = createWriteStream("", { fd: 3 });
// If the program is gone, errors have no reader; the end of its output ends this process.
writeStream.on("error", () => undefined);

function tell(message: FromProcess, sent?: () => void): void {
  writeStream.write(`${JSON.stringify(message)}\n`, () => sent?.());
}

const pool = openPool(clock, {
  threads: 1,
  memoryMb,
  isWatched: true,
  abortGraceMs,
  output: ({ job, by, text }) => tell({ says: "output", by, text, mine: job !== undefined }),
});
pool.onSign?.(() => tell({ says: "alive" }));

function take(message: ToProcess): void {
  if (message.do === "abort") {
    pool.abort(message.key, message.attempt);
    return;
  }
  const { job, place } = message;
  pool.equip({ [job.place]: place });
  pool.start([job], (_, result) => tell({ says: "result", result, full: taken() > mostMb / 2 }));
}

readLines(process.stdin, Number.POSITIVE_INFINITY, {
  line: (text) => take(JSON.parse(text) as ToProcess),
  tooLong: () => undefined,
});
process.stdin.on("end", () => process.exit());
process.stdin.on("error", () => process.exit());

/** MiB, beside what a process takes that does nothing. */
function taken(): number {
  return (process.memoryUsage.rss() - before) / 2 ** 20;
}

function look(): void {
  if (taken() <= mostMb) clock.wake(clock.now() + limits.memoryLookMs, look);
  else giveUp();
}

function giveUp(): void {
  const text = `It took ${Math.round(taken())} MiB, where orch.json allows ${memoryMb} MiB and ${limits.memorySlackMb} MiB beside: its process is ended.`;
  // It goes on taking until then.
  const end = (): void => void process.kill(process.pid, "SIGKILL");
  clock.wake(clock.now() + limits.memoryLookMs, end);
  tell({ says: "output", by: "stderr", text, mine: true }, end);
}

look();
tell({ says: "ready" });
