import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Contestant } from "../topic.ts";

/** As many threads as the machine can run at once, for whoever is compared. */
export const threads = availableParallelism();

/** The same calls on worker threads with nothing kept: what handing work to a thread costs by itself. */
export function piscinaLoop(chains: number, length: number): Contestant {
  const pool = new Piscina<number, number>({
    filename: fileURLToPath(new URL("./worker.ts", import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 64,
  });
  const chain = async () => {
    let value = 0;
    for (let step = 0; step < length; step++) value = await pool.run(value);
  };
  return {
    name: "piscina, nothing kept",
    units: chains * length,
    run: async () => {
      await Promise.all(Array.from({ length: chains }, chain));
    },
    close: () => pool.close(),
  };
}
