// Clocks, workers and worlds.
export type { HandlerOutput } from "./workers/output.ts";
export type { PoolOptions } from "./workers/pool.ts";
export { type RecordedClock, recordedClock } from "./world/recorded-clock.ts";
export type { Job, JobResult, Random, Workers, Workplace, World } from "./world/world.ts";
