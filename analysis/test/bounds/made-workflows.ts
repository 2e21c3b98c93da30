import type { Task, Workflow } from "./workflow.ts";

/*
 * Workflows in the forms that recorded ones have, made from a seed each: what they take is worked out here, task by
 * task, and not by what is tested.
 */

type Chance = () => number;

/** From 0 to below 1 (a linear congruential generator). */
function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** Seconds to the millisecond: most tasks are short, a few are very long, and some take no time. */
function seconds(chance: Chance): number {
  const share = chance();
  return share < 0.05 ? 0 : Math.round(1_000 * (0.2 + 900 * chance() ** 5)) / 1_000;
}

function task(name: string, chance: Chance, ...deps: readonly string[]): Task {
  return { id: name, runtimeSeconds: seconds(chance), deps };
}

function times<T>(count: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

/** One split, many shares, one sum. */
function shared(count: number, chance: Chance): readonly Task[] {
  const shares = times(count, (n) => task(`share ${n}`, chance, "split"));
  return [task("split", chance), ...shares, task("sum", chance, ...shares.map(({ id }) => id))];
}

/** Samples that go through the same stations each, and a report of all. */
function lanes(count: number, chance: Chance): readonly Task[] {
  const stations = ["read", "clean", "align", "call"];
  const all = times(count, (lane) =>
    stations.map((station, at) =>
      task(`${station} ${lane}`, chance, ...(at === 0 ? [] : [`${stations[at - 1]} ${lane}`])),
    ),
  ).flat();
  return [...all, task("report", chance, ...times(count, (lane) => `call ${lane}`))];
}

/** Each is laid over its neighbour; what comes of that is fitted together, and then everything corrected by it. */
function mosaic(count: number, chance: Chance): readonly Task[] {
  const tiles = times(count, (n) => task(`tile ${n}`, chance));
  const seams = times(count - 1, (n) => task(`seam ${n}`, chance, `tile ${n}`, `tile ${n + 1}`));
  const fit = task("fit", chance, ...seams.map(({ id }) => id));
  const mended = times(count, (n) => task(`mend ${n}`, chance, "fit", `tile ${n}`));
  return [...tiles, ...seams, fit, ...mended, task("whole", chance, ...mended.map(({ id }) => id))];
}

/** An index that is built once, files that are fetched, and a search for each that needs both. */
function searches(count: number, chance: Chance): readonly Task[] {
  const fetched = times(count, (n) => task(`fetch ${n}`, chance));
  const found = times(count, (n) => task(`search ${n}`, chance, "index", `fetch ${n}`));
  return [task("index", chance), ...fetched, ...found, task("merge", chance, ...found.map(({ id }) => id))];
}

/** Each after up to three of any before it, so that it falls into parts that know nothing of each other. */
function tangled(count: number, chance: Chance): readonly Task[] {
  return times(count, (at) => {
    const deps = times(at === 0 ? 0 : Math.floor(chance() * 4), () => `task ${Math.floor(chance() * at)}`);
    return task(`task ${at}`, chance, ...new Set(deps));
  });
}

/** One after another. */
function row(count: number, chance: Chance): readonly Task[] {
  return times(count, (at) => task(`step ${at}`, chance, ...(at === 0 ? [] : [`step ${at - 1}`])));
}

const forms = { shared, lanes, mosaic, searches, tangled, row } as const;
const sizes = { shared: 11, lanes: 7, mosaic: 9, searches: 10, tangled: 24, row: 5 } as const;

export const madeWorkflows: readonly Workflow[] = (Object.keys(forms) as (keyof typeof forms)[]).flatMap(
  (form, at) =>
    [1, 2].map((larger): Workflow => {
      const tasks = forms[form](sizes[form] * larger, chanceOf(100 * at + larger));
      return { name: `${form}, ${tasks.length} tasks`, tasks, ...measured(tasks) };
    }),
);

/** Each task stands behind those that it waits for. */
function measured(tasks: readonly Task[]): Pick<Workflow, "criticalPathSeconds" | "totalWorkSeconds"> {
  const ends = new Map<string, number>();
  for (const { id, runtimeSeconds, deps } of tasks) {
    ends.set(id, runtimeSeconds + Math.max(0, ...deps.map((dep) => ends.get(dep) ?? Number.NaN)));
  }
  return {
    criticalPathSeconds: Math.max(...ends.values()),
    totalWorkSeconds: tasks.reduce((sum, { runtimeSeconds }) => sum + runtimeSeconds, 0),
  };
}
