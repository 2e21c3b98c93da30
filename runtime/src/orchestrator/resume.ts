import type { RunId, Seq } from "@orchlang/kernel";
import type { PlanFile } from "@orchlang/plan";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { isToHear, oneOpen, openRuns } from "./find.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

/** Listeners that follow runs receive their events from reading on. */
interface Followers {
  followed(): boolean;
  follow(run: RunId, file: PlanFile, from: Seq): void;
}

/**
 * Goes on with one run, or with all that have not ended. Those that wait for a time or for somebody are only looked after:
 * they are read once something comes for them.
 */
export async function resume(
  runs: Runs,
  followers: Followers,
  enter: (run: RunId) => Promise<Run | Refusal>,
  beginning: string | undefined,
): ReturnType<Orchestrator["resume"]> {
  const wanted = beginning === undefined ? await openRuns(runs) : await oneOpen(runs.store, beginning);
  if ("refused" in wanted) return wanted;
  const going: RunId[] = [];
  const left: { readonly run: RunId; readonly refusal: Refusal }[] = [];
  for (const { run, rests } of wanted) {
    // Something may have been said to it since they were looked for.
    const isAsleep = rests !== undefined && !runs.has(run, 0) && !isToHear(runs, run);
    if (isAsleep && !followers.followed()) {
      runs.asleep.add(run, rests);
      going.push(run);
      continue;
    }
    const head = followers.followed() ? await runs.store.head(`run/${run}`) : undefined;
    const entered = await enter(run);
    if ("refused" in entered) {
      left.push({ run, refusal: entered });
      continue;
    }
    if (followers.followed()) followers.follow(run, entered.file, head?.length ?? 0);
    going.push(run);
  }
  const [first] = left;
  return beginning !== undefined && first !== undefined ? first.refusal : { runs: going, left };
}
