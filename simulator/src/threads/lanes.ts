import type { Piscina } from "piscina";

/** Runs one piece of work in another thread. */
export type InThread<Work, Done> = (work: Work) => Promise<Done>;

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

/** Threads for as long as `use` takes. */
export async function withThreads<Work, Done, Result>(
  threads: number,
  use: (inThread: InThread<Work, Done>) => Promise<Result>,
): Promise<Result> {
  const pool = await openPool<Work, Done>({ minThreads: threads, maxThreads: threads });
  try {
    return await use((work) => pool.run(work));
  } finally {
    await pool.destroy();
  }
}

/** So many go on side by side; results stand in the order of what they are of. */
export async function sideBySide<Item, Done>(
  items: readonly Item[],
  lanes: number,
  run: (item: Item) => Promise<Done>,
): Promise<readonly Done[]> {
  const results: Done[] = [];
  const left = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, item] = next;
      results[place] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
