import type { Piscina } from "piscina";

/** Loaded only here: whoever has little to do does not wait for it. */
export async function openPool<Work, Done>(threads: Threads): Promise<Piscina<Work, Done>> {
  const { Piscina } = await import("piscina");
  const isSource = import.meta.url.endsWith(".ts");
  return new Piscina<Work, Done>({
    filename: new URL(isSource ? "./lane-entry.ts" : "./lane-entry.js", import.meta.url).href,
    recordTiming: false,
    ...threads,
    ...(isSource ? { execArgv: ["--conditions=orch-source"] } : {}),
  });
}

/** How many threads there are, and how long one that has nothing to do stays, ms. */
interface Threads {
  readonly minThreads: number;
  readonly maxThreads: number;
  readonly idleTimeout?: number;
}
