/*
 * How much can be held at once: the heaviest set of items of which none comes before another. By Dilworth's theorem,
 * with weights, it is what all weigh together less the greatest flow that pairs items with later ones
 * (R. P. Dilworth 1950; D. R. Fulkerson's proof by flows, 1956).
 */

/** An order over 0 .. size-1: irreflexive and transitive. */
type Before = (first: number, then: number) => boolean;

/** Beyond so many items the exact answer gives way to a sound one. */
const exactMax = 128;

/**
 * The weight of the heaviest antichain; for more than {@link exactMax} items at least that, by covering them with chains
 * as they come: no antichain has two of one chain.
 *
 * @param weights whole and not below zero; they may be infinite.
 */
export function heaviestAntichain(weights: readonly number[], before: Before): number {
  if (weights.includes(Infinity)) return Infinity;
  const items = weights.flatMap((weight, item) => (weight > 0 ? [item] : []));
  const weightOf = (item: number): number => weights[item] ?? 0;
  const covered = byChains(items, weightOf, before);
  // Each item alone is an antichain, so that a cover no heavier than one of them is exact.
  const isExact = items.some((item) => weightOf(item) === covered);
  return isExact || items.length > exactMax ? covered : byFlow(items, weightOf, before);
}

const chainsTried = 32;

function byChains(items: readonly number[], weightOf: (item: number) => number, before: Before): number {
  const chains: { last: number; heaviest: number }[] = [];
  for (const item of items) {
    const results = chains.slice(-chainsTried);
    const chain = results.find(({ last }) => before(last, item));
    if (chain === undefined) chains.push({ last: item, heaviest: weightOf(item) });
    else {
      chain.last = item;
      chain.heaviest = Math.max(chain.heaviest, weightOf(item));
    }
  }
  return chains.reduce((total, { heaviest }) => total + heaviest, 0);
}

function byFlow(items: readonly number[], weightOf: (item: number) => number, before: Before): number {
  const count = items.length;
  const later = items.map((first) =>
    items.flatMap((then, at) => (first !== then && before(first, then) ? [at] : [])),
  );
  const supply = items.map(weightOf);
  const demand = items.map(weightOf);
  const flow = items.map(() => new Map<number, number>());
  let total = 0;
  for (let source = 0; source < count; source++) {
    for (;;) {
      const moved = augment(source, { later, supply, demand, flow });
      if (moved === 0) break;
      total += moved;
    }
  }
  return supply.length === 0 ? 0 : items.reduce((sum, item) => sum + weightOf(item), 0) - total;
}

interface Network {
  readonly later: readonly (readonly number[])[];
  /** The remaining flow of each item as the earlier one, and as the later one. */
  readonly supply: number[];
  readonly demand: number[];
  /** From the earlier to the later. */
  readonly flow: readonly Map<number, number>[];
}

/** Sends as much as one way takes from `source` to an item that still takes some; 0 where there is no way. */
function augment(source: number, { later, supply, demand, flow }: Network): number {
  if ((supply[source] ?? 0) === 0) return 0;
  const from = new Map<number, number>();
  const back = new Map<number, number>([[source, -1]]);
  const open = [source];
  for (let at = 0; at < open.length; at++) {
    const left = open[at] ?? source;
    for (const right of later[left] ?? []) {
      if (from.has(right)) continue;
      from.set(right, left);
      if ((demand[right] ?? 0) > 0) return push(right, source, from, back, { later, supply, demand, flow });
      for (const [other, sent] of senders(right, flow)) {
        if (sent === 0 || back.has(other)) continue;
        back.set(other, right);
        open.push(other);
      }
    }
  }
  return 0;
}

function* senders(right: number, flow: readonly Map<number, number>[]): Generator<readonly [number, number]> {
  for (const [left, sent] of flow.entries()) yield [left, sent.get(right) ?? 0];
}

function push(
  end: number,
  source: number,
  from: ReadonlyMap<number, number>,
  back: ReadonlyMap<number, number>,
  { supply, demand, flow }: Network,
): number {
  let most = Math.min(demand[end] ?? 0, supply[source] ?? 0);
  for (let right = end; ; ) {
    const left = from.get(right) ?? source;
    const via = back.get(left) ?? -1;
    if (via === -1) break;
    most = Math.min(most, flow[left]?.get(via) ?? 0);
    right = via;
  }
  for (let right = end; ; ) {
    const left = from.get(right) ?? source;
    flow[left]?.set(right, (flow[left]?.get(right) ?? 0) + most);
    const via = back.get(left) ?? -1;
    if (via === -1) break;
    flow[left]?.set(via, (flow[left]?.get(via) ?? 0) - most);
    right = via;
  }
  demand[end] = (demand[end] ?? 0) - most;
  supply[source] = (supply[source] ?? 0) - most;
  return most;
}
