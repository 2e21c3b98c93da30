import { Bench } from "tinybench";
import type { Contestant, Topic } from "./topic.ts";

/** Warm-up calls, then measured ones; each call does hundreds of units. */
const usual = { warmUps: 2, measured: 12 };

/**
 * Of durable steps: what carries them out is compiled bit by bit over the first tens of thousands of them, and takes half
 * as long afterwards.
 */
export const steady = { warmUps: 40, measured: 40 };

export interface Row {
  readonly name: string;
  /** Units a second, by the median call. */
  readonly rate: number;
  /** Half the spread between the quarters of the calls, as a share of the median. */
  readonly spread: number;
  /** Units a second, by the slowest call in a hundred. */
  readonly tail: number;
}

/** Measures a topic's contestants one after another, in the order given. */
export async function measure(
  topic: Topic,
  folder: string,
  note: (line: string) => void,
): Promise<readonly Row[]> {
  const contestants = await topic.prepare(folder, note);
  const rows: Row[] = [];
  for (const contestant of contestants) rows.push(await measureOne(contestant, topic));
  for (const { close } of contestants) await close?.();
  return rows;
}

async function measureOne({ name, units, run, calls }: Contestant, topic: Topic): Promise<Row> {
  const { warmUps, measured } = calls ?? topic.calls ?? usual;
  const bench = new Bench({
    time: 0,
    iterations: measured,
    warmupTime: 0,
    warmupIterations: warmUps,
    retainSamples: true,
    ...(topic.clock === "processor" ? { now: processorMs } : {}),
    throws: true,
  });
  bench.add(name, run);
  await bench.run();
  const result = bench.getTask(name)?.result;
  if (result?.state !== "completed") throw new Error(`${name}: ${JSON.stringify(result)}`);
  const { p50, p75, p99, samples } = result.latency;
  const low = quantile(samples ?? [], 0.25);
  return { name, rate: units / (p50 / 1_000), spread: (p75 - low) / 2 / p50, tail: units / (p99 / 1_000) };
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

/** The processor's time that this process has had, in ms, its helpers that collect garbage included. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
