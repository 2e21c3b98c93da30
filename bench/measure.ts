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

/** Measures a topic's contestants in the order given, one after another or by turns. */
export async function measure(
  topic: Topic,
  folder: string,
  note: (line: string) => void,
): Promise<readonly Row[]> {
  const contestants = await topic.prepare(folder, note);
  const samples = contestants.map((): number[] => []);
  const turns = topic.turns ?? 1;
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, contestant] of contestants.entries()) {
      const { warmUps, measured } = contestant.calls ?? topic.calls ?? usual;
      const calls = { warmUps: turn === 0 ? warmUps : 1, measured: Math.ceil(measured / turns) };
      samples[index]?.push(...(await sampled(contestant, topic, calls)));
    }
  }
  for (const { close } of contestants) await close?.();
  return contestants.map((contestant, index) => rowOf(contestant, samples[index] ?? []));
}

/** How long each of the measured calls has taken, in ms. */
async function sampled(
  { name, run }: Contestant,
  topic: Topic,
  { warmUps, measured }: NonNullable<Topic["calls"]>,
): Promise<readonly number[]> {
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
  if (result?.state !== "completed" || result.latency.samples === undefined)
    throw new Error(`${name}: ${JSON.stringify(result)}`);
  return result.latency.samples;
}

function rowOf({ name, units }: Contestant, samples: readonly number[]): Row {
  const sorted = samples.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    name,
    rate: units / (median / 1_000),
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median,
    tail: units / (quantile(sorted, 0.99) / 1_000),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

/** The processor's time that this process has had, in ms, its helpers that collect garbage included. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Rows as aligned text: the first column to the left, the others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("   ");
  return all.map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}
