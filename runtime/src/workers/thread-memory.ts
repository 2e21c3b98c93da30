import { limits } from "../limits.ts";
import { soon } from "../world/node.ts";
import type { Seat } from "./seat.ts";

/**
 * Ends threads that take more than they may, in their heaps or beside them: buffers are no part of a heap that could be
 * limited. Threads are asked only while the whole process takes more than one may; the answer comes also from one that
 * computes. It goes by the machine's own time, whatever clock the runs have. The answer of this function ends the watch.
 */
export function watchMemory(mostMb: number, atWork: () => readonly Seat[]): () => void {
  const asked = new Set<Seat>();
  const judge = async (seat: Seat): Promise<void> => {
    asked.add(seat);
    const taken = await seat.taken();
    asked.delete(seat);
    if (taken > mostMb) await seat.end(`it took ${Math.round(taken)} MiB, over the limit of ${mostMb} MiB`);
  };
  const look = (): void => {
    if (process.memoryUsage.rss() / 2 ** 20 > mostMb)
      for (const seat of atWork()) if (!asked.has(seat)) void judge(seat);
    forget = soon(limits.threadMemoryLookMs, look);
  };
  let forget = soon(limits.threadMemoryLookMs, look);
  return () => forget();
}
