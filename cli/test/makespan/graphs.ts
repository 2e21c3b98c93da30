import type { Task, Workflow } from "./workflow.ts";

/** Workflows in the forms that recorded ones have, larger, all from one seed each. */
export function graphs(count: number, least: number, most: number): readonly Workflow[] {
  return Array.from({ length: count }, (_, n) => {
    const chance = chanceOf(n + 1);
    const size = least + Math.floor(chance() * (most - least));
    const form = forms[n % forms.length] ?? layered;
    return { name: `${form.name} ${n}, ${size} tasks`, tasks: form(size, chance) };
  });
}

type Chance = () => number;

/** From 0 to below 1 (a linear congruential generator). */
function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** ms: most short, a few very long. */
function heavy(chance: Chance): number {
  return Math.ceil(1_000 + 300_000 * chance() ** 6);
}

function several(count: number, chance: Chance, from: number, to: number): readonly number[] {
  const chosen = Array.from({ length: count }, () => from + Math.floor(chance() * (to - from)));
  return [...new Set(chosen)].sort((one, other) => one - other);
}

/** Layers of many widths, each task after one to four of the layer before it (as Montage). */
function layered(size: number, chance: Chance): readonly Task[] {
  const tasks: Task[] = [];
  let [from, to] = [0, 0];
  while (tasks.length < size) {
    const width = Math.min(size - tasks.length, 1 + Math.floor(chance() * 60));
    const begin = tasks.length;
    for (let n = 0; n < width; n++) {
      const after = to === from ? [] : several(1 + Math.floor(chance() * 4), chance, from, to);
      tasks.push({ ms: heavy(chance), after });
    }
    [from, to] = [begin, tasks.length];
  }
  return tasks;
}

/** Forks that join again, one after another (as Epigenomics). */
function forked(size: number, chance: Chance): readonly Task[] {
  const tasks: Task[] = [{ ms: heavy(chance), after: [] }];
  while (tasks.length < size) {
    const fork = tasks.length - 1;
    const ends: number[] = [];
    const lanes = 2 + Math.floor(chance() * 40);
    for (let lane = 0; lane < lanes; lane++) {
      let before = fork;
      const length = 1 + Math.floor(chance() * 4);
      for (let n = 0; n < length; n++) before = tasks.push({ ms: heavy(chance), after: [before] }) - 1;
      ends.push(before);
    }
    tasks.push({ ms: heavy(chance), after: ends });
  }
  return tasks;
}

/** One wide fan-out and one join, with a few long ways beside (as BLAST, Seismology). */
function fanned(size: number, chance: Chance): readonly Task[] {
  const tasks: Task[] = [{ ms: heavy(chance), after: [] }];
  const ends: number[] = [];
  while (tasks.length < size - 1) ends.push(tasks.push({ ms: heavy(chance), after: [0] }) - 1);
  tasks.push({ ms: heavy(chance), after: ends });
  return tasks;
}

/** A body of small tasks and a tail of long ones, one after another (as 1000 Genomes with its last merges). */
function tailed(size: number, chance: Chance): readonly Task[] {
  const body = Math.floor(size * 0.9);
  const tasks: Task[] = [...layered(body, chance)];
  let before = several(5, chance, 0, body);
  while (tasks.length < size) {
    const at = tasks.push({ ms: 20_000 + Math.ceil(100_000 * chance()), after: before }) - 1;
    before = chance() < 0.5 ? [at] : several(3, chance, Math.floor(body / 2), at + 1);
  }
  return tasks;
}

/** Each after up to three of any before it. */
function tangled(size: number, chance: Chance): readonly Task[] {
  return Array.from({ length: size }, (_, at) => ({
    ms: heavy(chance),
    after: at === 0 ? [] : several(Math.floor(chance() * 4), chance, Math.max(0, at - 200), at),
  }));
}

/** The tiled LU factorisation of a matrix: many tasks of one length, and of one rank. */
function factored(size: number, chance: Chance): readonly Task[] {
  let tiles = 2;
  while ((tiles * (tiles + 1) * (2 * tiles + 1)) / 6 < size) tiles++;
  const tasks: Task[] = [];
  const last = new Map<string, number>();
  const uneven = chance() < 0.5;
  const step = (ms: number, at: string, ...reads: readonly string[]): void => {
    const after = [at, ...reads].flatMap((one) => last.get(one) ?? []).sort((one, other) => one - other);
    last.set(at, tasks.push({ ms: Math.round(ms * (uneven ? 0.8 + 0.4 * chance() : 1)), after }) - 1);
  };
  for (let k = 0; k < tiles; k++) {
    step(2_000, `${k} ${k}`);
    for (let i = k + 1; i < tiles; i++) {
      step(3_000, `${i} ${k}`, `${k} ${k}`);
      step(3_000, `${k} ${i}`, `${k} ${k}`);
    }
    for (let i = k + 1; i < tiles; i++)
      for (let j = k + 1; j < tiles; j++) step(6_000, `${i} ${j}`, `${i} ${k}`, `${k} ${j}`);
  }
  return tasks;
}

const forms = [layered, forked, fanned, tailed, tangled, factored];
