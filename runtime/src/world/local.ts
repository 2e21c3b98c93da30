import type { PoolOptions } from "../workers/pool.ts";
import { openPools } from "../workers/pools.ts";
import { nodeClock, nodeRandom } from "./node.ts";
import type { Clock, Workers, World } from "./world.ts";

/** The world of one process: its clock, its chance, its threads. `clock`: another than the machine's own. */
export function localWorld(options: PoolOptions = {}, clock: Clock = nodeClock()): World {
  return { clock, random: nodeRandom, workers: openPools(clock, options) };
}

/** The same with workers of another kind, in the place of threads. */
export function worldOfWorkers(workers: Workers): World {
  return { clock: nodeClock(), random: nodeRandom, workers };
}
