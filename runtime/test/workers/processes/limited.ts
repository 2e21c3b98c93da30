/** A program that has a handler called in a process of its own, and says which that is. */
import { openPools } from "../../../src/workers/pools.ts";
import { nodeClock } from "../../../src/world/node.ts";
import { job, place } from "../places.ts";

const workers = openPools(nodeClock(), {
  output: ({ by, text }) => {
    if (by === "progress") process.stdout.write(`${text}\n`);
  },
});
workers.equip({ spins: { ...place("limits#spins"), limits: { memoryMb: 64 } } });
workers.start([job("spins")], () => undefined);
