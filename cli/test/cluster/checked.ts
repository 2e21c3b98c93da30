import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "@orchlang/runtime";
import { openPostgresStore } from "@orchlang/runtime/postgres";
import { until } from "./nodes.ts";

/** A history as it was found. */
export interface Found {
  readonly runs: number;
  readonly inDoubt: number;
  readonly effects: number;
  /** Idempotent effects that were made again under their key. */
  readonly repeated: number;
  readonly breaches: readonly string[];
}

/** How often each key's effect was made. */
export interface Effects {
  readonly add: Map<string, number>;
  readonly pay: Map<string, number>;
}

export interface Expected {
  readonly url: string;
  /** Those that were made by now: asked once all runs rest. */
  effects(): Effects;
  /** Runs that were acknowledged, by the key of their request; those of `gate` wait for ever. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

/** Runs that neither go on nor wait for a person after so long are stuck, ms. */
const settledMs = 60_000;

/** Waits until all runs have ended or are in doubt, and holds the history against what a journal promises. */
export async function checked({ url, effects: made, acknowledged }: Expected): Promise<Found> {
  const store = await openPostgresStore(url, "read");
  if ("fault" in store) throw new Error(store.message);
  const journal = readJournal(store);
  const breaches: string[] = [];
  try {
    const open = async (): Promise<readonly string[]> => {
      const found: string[] = [];
      for await (const { run, status, entry } of journal.runs())
        if (entry !== "works.gate" && status === "running") found.push(run);
      return found;
    };
    let left: readonly string[] = [];
    await until(
      "all runs rest",
      async () => {
        left = await open();
        return left.length === 0;
      },
      settledMs,
    ).catch(() => breaches.push(`these do not go on: ${left.join(", ")}`));
    const known = new Map<string, string>();
    for await (const { run, status } of journal.runs()) known.set(run, status);
    for (const [key, run] of acknowledged)
      if (!known.has(run))
        breaches.push(`the request ${key} was acknowledged, and its run ${run} is not there`);
    for (const [run, status] of known)
      if (status === "failed" || status === "damaged") breaches.push(`run ${run} ${status}`);
    const audited = await store.ledger?.audit();
    for (const one of audited?.altered ?? []) breaches.push(`the ledger: ${one}`);
    for (const run of known.keys()) {
      const verified = await journal.verify(run);
      if ("refused" in verified || verified.whole !== true)
        breaches.push(`the chain of ${run}: ${JSON.stringify(verified)}`);
    }
    const effects = made();
    for (const [key, count] of effects.pay)
      if (count > 1) breaches.push(`the effect ${key} is \`once\`, and was made ${count} times`);
    const completed = [...known.values()].filter((status) => status === "completed").length;
    if (effects.add.size < completed)
      breaches.push(`${completed} runs have completed, and there are ${effects.add.size} effects`);
    const repeated = [...effects.add.values()].filter((count) => count > 1).length;
    const inDoubt = [...known.values()].filter((status) => status !== "completed").length;
    return {
      runs: known.size,
      inDoubt,
      effects: effects.add.size + effects.pay.size,
      repeated,
      breaches,
    };
  } finally {
    await store.close();
  }
}

/** Those that handlers have noted in a file of their folder. */
export function effectsIn(folder: string): Effects {
  const counts = { add: new Map<string, number>(), pay: new Map<string, number>() };
  for (const line of readFileSync(join(folder, "effects"), "utf8").split("\n")) {
    const [what, key] = line.split(" ");
    if ((what !== "add" && what !== "pay") || key === undefined) continue;
    counts[what].set(key, (counts[what].get(key) ?? 0) + 1);
  }
  return counts;
}
