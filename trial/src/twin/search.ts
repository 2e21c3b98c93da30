import { shrinkTwin } from "./shrink.ts";
import { drawnTwin, playTwin, type Twin } from "./twin.ts";

export interface TwinOptions {
  readonly programs: number;
  readonly seed: number;
  /** Ends it even if there are programs left. */
  readonly minutes?: number;
  /** Smaller twins that are tried at most for each difference. */
  readonly tries: number;
}

/** Plays programs twice, simulated and really run. Whether each pair of stories was the same. */
export async function searchTwins({ programs, seed, minutes, tries }: TwinOptions): Promise<boolean> {
  const began = performance.now();
  const isOver = (): boolean => performance.now() - began > (minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  const count = { played: 0, invalid: 0, runs: 0, events: 0, different: 0 };
  for (let nth = 0; nth < programs && !isOver(); nth++) {
    const twin = drawnTwin(seed + nth);
    const played = await playTwin(twin);
    if (played === undefined) {
      count.invalid += 1;
      continue;
    }
    count.played += 1;
    count.runs += played.real.runs.size;
    for (const events of played.real.runs.values()) count.events += events.length;
    if (played.difference === undefined) continue;
    count.different += 1;
    console.log(await told(twin, seed + nth, tries));
  }
  const { user, system } = process.cpuUsage();
  const { played, invalid, runs, events, different } = count;
  console.log(
    `${played} programs simulated and run (${invalid} do not compile), ${runs} runs, ${events} events; ` +
      `${different} differ; ${((user + system) / 1e6).toFixed(0)} s of processor`,
  );
  return different === 0;
}

async function told(twin: Twin, seed: number, tries: number): Promise<string> {
  const { text, world } = await shrinkTwin(twin, tries);
  const difference = (await playTwin({ text, world }))?.difference;
  const { of = "", simulated = [], real = [] } = difference ?? {};
  return [
    `seed ${seed}: ${of === "control" ? of : `run ${of}`} differs`,
    text,
    JSON.stringify(world),
    ...simulated.map((line) => `simulated only  ${line}`),
    ...real.map((line) => `real only       ${line}`),
    "",
  ].join("\n");
}
