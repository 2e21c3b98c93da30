import { held, isOver, type Laid, next, type Run, start } from "./world.ts";

/** How many members of each pool one run can ever hold at once; `undefined` where there are too many states. */
export function peaks(plan: Laid): ReadonlyMap<string, number> | undefined {
  const most = new Map<string, number>();
  const seen = new Set<Run>();
  const open = [start(plan)];
  for (let run = open.pop(); run !== undefined; run = open.pop()) {
    if (seen.has(run)) continue;
    seen.add(run);
    if (seen.size > peakStatesMax) return undefined;
    for (const [pool, count] of held(plan, run)) most.set(pool, Math.max(count, most.get(pool) ?? 0));
    open.push(...next(plan, run, () => Infinity));
  }
  return most;
}

/** Beyond so many states the question is left open. */
const peakStatesMax = 3_000;
const statesMax = 4_000;

/**
 * Whether runs of these plans, so many of each, can come to where all that is left waits for what another holds. A step
 * that can end does so at once: that gives back all the sooner, and takes nothing away that another could have had.
 */
export function canBlock(
  plans: readonly Laid[],
  there: Readonly<Record<string, number>>,
): boolean | undefined {
  const seen = new Set<string>();
  const open: (readonly Run[])[] = [plans.map((plan) => rushed(plan, start(plan)))];
  for (let runs = open.pop(); runs !== undefined; runs = open.pop()) {
    const key = [...runs]
      .map((run, at) => `${plans.indexOf(plans[at] as Laid)}${run}`)
      .sort()
      .join(" ");
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > statesMax) return undefined;
    const taken = new Map<string, number>();
    for (const [at, run] of runs.entries()) {
      for (const [pool, count] of held(plans[at] as Laid, run))
        taken.set(pool, (taken.get(pool) ?? 0) + count);
    }
    const free = (pool: string): number => (there[pool] ?? 0) - (taken.get(pool) ?? 0);
    let moves = 0;
    for (const [at, run] of runs.entries()) {
      for (const after of next(plans[at] as Laid, run, free)) {
        moves++;
        open.push(runs.map((other, place) => (place === at ? rushed(plans[at] as Laid, after) : other)));
      }
    }
    if (moves === 0 && !runs.every(isOver)) return true;
  }
  return false;
}

/** Every step that can be done is done. */
function rushed(plan: Laid, run: Run): Run {
  for (let now = run; ; ) {
    const step = next(plan, now, () => 0).find((after) => changesStep(plan, now, after));
    if (step === undefined) return now;
    now = step;
  }
}

function changesStep({ points }: Laid, before: Run, after: Run): boolean {
  const at = [...before].findIndex(
    (state, place) => state !== after[place] && points[place]?.kind === "step",
  );
  const other = [...before].findIndex(
    (state, place) => state !== after[place] && points[place]?.kind === "when",
  );
  return at !== -1 && other === -1;
}
