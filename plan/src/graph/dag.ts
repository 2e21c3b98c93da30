import { smallestFirst } from "./heap.ts";

/**
 * A directed graph without cycles over 0 .. size-1. Rows of typed arrays: the graphs of large plans are walked
 * many times by the analyses, and a walk over these touches no objects.
 */
export interface Dag {
  readonly size: number;
  /** Successors of `n`, ascending: `targets[starts[n]]` up to before `targets[starts[n + 1]]`. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** A topological order: among nodes that are free, the smallest first. */
  readonly order: Int32Array;
}

/** From pairs (from, to); a pair said twice counts once. Of a graph with a cycle, one closing path: `[1, 4, 1]`. */
export function dag(
  size: number,
  arcs: readonly (readonly [number, number])[],
): { readonly ok: Dag } | { readonly cycle: readonly number[] } {
  const keys = new Float64Array(arcs.length);
  arcs.forEach(([from, to], at) => {
    keys[at] = keyOf(size, from, to);
  });
  return fromKeys(size, keys);
}

/** The same from a row of ends, from and to by turns: for graphs of many arcs, with nothing made for each. */
export function dagOfEnds(size: number, ends: readonly number[]): ReturnType<typeof dag> {
  const keys = new Float64Array(ends.length >> 1);
  for (let at = 0; at < keys.length; at++) keys[at] = keyOf(size, ends[2 * at] ?? -1, ends[2 * at + 1] ?? -1);
  return fromKeys(size, keys);
}

/** Arcs in the order of their keys are in that of their beginnings, then their ends. */
function keyOf(size: number, from: number, to: number): number {
  if (!(from >= 0 && from < size && to >= 0 && to < size)) {
    throw new RangeError(`the arc ${from} → ${to} leaves the graph of ${size} nodes`);
  }
  return from * size + to;
}

function fromKeys(size: number, keys: Float64Array): ReturnType<typeof dag> {
  const { starts, targets } = rows(size, keys);
  const waiting = new Int32Array(size);
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row] ?? 0;
    waiting[target] = (waiting[target] ?? 0) + 1;
  }
  const free = smallestFirst();
  for (let node = 0; node < size; node++) if (waiting[node] === 0) free.push(node);
  const order = new Int32Array(size);
  let placed = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    order[placed++] = node;
    const end = starts[node + 1] ?? 0;
    for (let row = starts[node] ?? 0; row < end; row++) {
      const target = targets[row] ?? 0;
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) free.push(target);
    }
  }
  if (placed < size) return { cycle: closingPath(size, starts, targets, waiting) };
  return { ok: { size, starts, targets, order } };
}

export function successors(
  { starts, targets }: { readonly starts: Int32Array; readonly targets: Int32Array },
  node: number,
): Int32Array {
  return targets.subarray(starts[node], starts[node + 1]);
}

/** Compressed rows, each sorted and without repetition. */
function rows(
  size: number,
  keys: Float64Array,
): { readonly starts: Int32Array; readonly targets: Int32Array } {
  keys.sort();
  const starts = new Int32Array(size + 1);
  const targets = new Int32Array(keys.length);
  let count = 0;
  let last = -1;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? 0;
    if (key === last) continue;
    last = key;
    const from = Math.floor(key / size);
    starts[from + 1] = (starts[from + 1] ?? 0) + 1;
    targets[count++] = key - from * size;
  }
  for (let node = 0; node < size; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  return { starts, targets: targets.slice(0, count) };
}

/**
 * Nodes that still wait each have a predecessor that still waits; going from one to the next, backwards, comes
 * round.
 */
function closingPath(
  size: number,
  starts: Int32Array,
  targets: Int32Array,
  waiting: Int32Array,
): readonly number[] {
  const predecessor = new Int32Array(size).fill(-1);
  for (let node = 0; node < size; node++) {
    if ((waiting[node] ?? 0) === 0) continue;
    for (const target of successors({ starts, targets }, node)) {
      if ((waiting[target] ?? 0) > 0 && predecessor[target] === -1) predecessor[target] = node;
    }
  }
  const passed = new Map<number, number>();
  const walk: number[] = [];
  let node = waiting.findIndex((count) => count > 0);
  while (!passed.has(node)) {
    passed.set(node, walk.length);
    walk.push(node);
    node = predecessor[node] ?? -1;
  }
  const loop = walk.slice(passed.get(node)).reverse();
  const first = loop.indexOf(Math.min(...loop.slice(0, 10_000)));
  const turned = [...loop.slice(first), ...loop.slice(0, first)];
  return [...turned, turned[0] ?? node];
}
