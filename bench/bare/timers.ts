// The same dues in a thread that does nothing else: what it is late by, the machine is.
import { parentPort, workerData } from "node:worker_threads";
import type { Dues } from "../topics/timers.ts";

const { from, over, count }: Dues = workerData;
const late: number[] = [];
const ticking = setInterval(() => {
  for (const now = Date.now(); late.length < count; ) {
    const due = from + Math.floor((late.length * over) / count);
    if (due > now) return;
    late.push(now - due);
  }
  clearInterval(ticking);
  parentPort?.postMessage(late);
}, 1);
