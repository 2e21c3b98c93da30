import type { Dag } from "./dag.ts";
import { type BitRows, hasBit, reachedRows } from "./reachability.ts";

/**
 * The most nodes of which no two are ordered: how much can run side by side, and one such set. By Dilworth's
 * theorem it is the number of nodes less the largest matching of "reaches"; the set follows by König's theorem.
 * For graphs of a few thousand nodes.
 */
export function width(graph: Dag): { readonly size: number; readonly nodes: readonly number[] } {
  const reached = reachedRows(graph);
  const matching: Matching = {
    targetOf: new Int32Array(graph.size).fill(-1),
    sourceOf: new Int32Array(graph.size).fill(-1),
  };
  for (let source = 0; source < graph.size; source++) augment(source, reached, matching);
  const free = [...matching.targetOf.keys()].filter((source) => matching.targetOf[source] === -1);
  const { sources, targets } = alternating(free, reached, matching);
  const nodes: number[] = [];
  for (let node = 0; node < graph.size; node++) {
    if (hasBit(sources, 0, node) && !hasBit(targets, 0, node)) nodes.push(node);
  }
  return { size: nodes.length, nodes };
}

interface Matching {
  readonly targetOf: Int32Array;
  readonly sourceOf: Int32Array;
}

/** Sources and targets that alternating ways from `starts` visit; stops at the first free target. */
interface Visit {
  readonly sources: BitRows;
  readonly targets: BitRows;
  /** From which source a target was visited. */
  readonly via: Int32Array;
  readonly freeTarget: number;
}

function alternating(starts: readonly number[], reached: BitRows, matching: Matching, stop = false): Visit {
  const { words } = reached;
  const sources: BitRows = { words, bits: new Uint32Array(words) };
  const targets: BitRows = { words, bits: new Uint32Array(words) };
  const via = new Int32Array(matching.sourceOf.length).fill(-1);
  const queue = [...starts];
  for (const start of starts) mark(sources, start);
  for (let next = 0; next < queue.length; next++) {
    const source = queue[next] ?? 0;
    for (let word = 0; word < words; word++) {
      let fresh = (reached.bits[source * words + word] ?? 0) & ~(targets.bits[word] ?? 0);
      targets.bits[word] = (targets.bits[word] ?? 0) | fresh;
      for (; fresh !== 0; fresh &= fresh - 1) {
        const target = word * 32 + 31 - Math.clz32(fresh & -fresh);
        via[target] = source;
        const matched = matching.sourceOf[target] ?? -1;
        if (matched === -1) {
          if (stop) return { sources, targets, via, freeTarget: target };
        } else if (!hasBit(sources, 0, matched)) {
          mark(sources, matched);
          queue.push(matched);
        }
      }
    }
  }
  return { sources, targets, via, freeTarget: -1 };
}

function mark(row: BitRows, item: number): void {
  row.bits[item >>> 5] = (row.bits[item >>> 5] ?? 0) | (1 << (item & 31));
}

/** Matches one more source, if a way to a free target can be found. */
function augment(source: number, reached: BitRows, matching: Matching): void {
  const { via, freeTarget } = alternating([source], reached, matching, true);
  for (let target = freeTarget; target !== -1; ) {
    const from = via[target] ?? source;
    const next = matching.targetOf[from] ?? -1;
    matching.targetOf[from] = target;
    matching.sourceOf[target] = from;
    target = from === source ? -1 : next;
  }
}
