import { Dice } from "../dice.ts";
import type { Crash, StoreWorld } from "./real.ts";
import { drawnTwin, playReal, type Twin } from "./twin.ts";

export interface CrashOptions {
  readonly programs: number;
  readonly seed: number;
  /** Faults of each program at most; where its store is called more often, they are drawn. */
  readonly each: number;
  /** Ends it even if there are programs left. */
  readonly minutes?: number;
}

/**
 * Runs programs in the real orchestrator, once for each fault of each call of its store: the process dies before or after
 * the call, or an append is not acknowledged. TigerBeetle's VOPR runs real replicas in the same way. Returns whether every
 * story kept every law.
 */
export async function searchCrashes({ programs, seed, each, minutes }: CrashOptions): Promise<boolean> {
  const began = performance.now();
  const isOver = (): boolean => performance.now() - began > (minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  const results = new Map<string, number>();
  let [played, broken] = [0, 0];
  for (let nth = 0; nth < programs && !isOver(); nth++) {
    const twin = drawnTwin(seed + nth);
    for (const { store, of } of await faultsOf(twin, each, new Dice(seed + nth))) {
      if (isOver()) break;
      const story = await playReal(twin, store);
      if (story === undefined) continue;
      results.set(of, (results.get(of) ?? 0) + 1);
      for (const law of story.broken)
        console.log(`seed ${seed + nth}, ${JSON.stringify(store)} (${of}): ${law}`);
      broken += story.broken.length === 0 ? 0 : 1;
    }
    played += 1;
  }
  for (const [of, times] of [...results].sort(([, one], [, other]) => other - one))
    console.log(`${String(times).padStart(6)}  ${of}`);
  const total = [...results.values()].reduce((sum, times) => sum + times, 0);
  console.log(`${played} programs, ${total} stories with a fault of the store; ${broken} break a law`);
  return broken === 0;
}

interface Fault {
  readonly store: StoreWorld;
  /** The call and its fault in words. */
  readonly of: string;
}

/** Each fault of each call of the store that the program makes without one, or as many as may be tried. */
export async function faultsOf(twin: Twin, most: number, dice: Dice): Promise<readonly Fault[]> {
  const all: Fault[] = [];
  for (const appendsMax of [1, 3]) {
    const operations = (await playReal(twin, { appendsMax }))?.operations ?? [];
    for (const [before, operation] of operations.entries())
      for (const fault of operation === "append" ? ofAppends : deaths)
        all.push({ store: { crash: { nth: before + 1, fault }, appendsMax }, of: `${fault} ${operation}` });
  }
  while (all.length > most) all.splice(dice.below(all.length), 1);
  return all;
}

const deaths = ["before", "after"] as const satisfies readonly Crash["fault"][];
const ofAppends = [...deaths, "unacknowledged", "failed"] as const satisfies readonly Crash["fault"][];
