import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";

/** What the figures stand on: without it they say nothing about another day. */
export function machine(folder: string): readonly string[] {
  const load = loadavg().map((average) => average.toFixed(2));
  const syncs = syncTimes(folder, 200);
  const at = (share: number) => (syncs[Math.floor(syncs.length * share)] ?? 0).toFixed(2);
  return [
    `node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "unknown kind"}`,
    `load ${load.join(" ")} over 1, 5 and 15 minutes`,
    `fdatasync of 4 KiB  median ${at(0.5)} ms, 9 of 10 within ${at(0.9)} ms`,
  ];
}

/** How long each of so many writes takes to reach the disk, in ms, the shortest first. */
function syncTimes(folder: string, times: number): readonly number[] {
  const file = openSync(join(folder, "sync"), "w");
  const page = Buffer.alloc(4_096, "x");
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return taken.toSorted((a, b) => a - b);
}
