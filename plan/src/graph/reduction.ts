import { bitRows, hasBit, unite } from "./bits.ts";
import { dag, successors } from "./dag.ts";
import { type Arc, numbered } from "./order.ts";
import { reachedRows } from "./reachability.ts";

/**
 * The fewest arcs that order the nodes alike (Aho, Garey, Ullman 1972): an arc goes where another successor of
 * its source leads to its target too. As they were given, each once. A graph with a cycle is given back whole.
 */
export function transitiveReduction(nodes: readonly string[], arcs: readonly Arc[]): readonly Arc[] {
  const names = [...new Set(nodes)];
  const built = dag(names.length, numbered(names, arcs));
  if ("cycle" in built) return arcs;
  const reached = reachedRows(built.ok);
  const beyond = bitRows(names.length + 1, names.length);
  const row = (node: number): number => node * reached.words;
  for (let node = 0; node < names.length; node++) {
    for (const target of successors(built.ok, node)) {
      beyond.bits.set(reached.bits.subarray(row(target), row(target + 1)), row(names.length));
      unite(beyond, node, names.length);
    }
  }
  const ids = new Map(names.map((name, index) => [name, index]));
  const kept = new Set<number>();
  return arcs.filter(({ from, to }) => {
    const source = ids.get(from);
    const target = ids.get(to);
    if (source === undefined || target === undefined || hasBit(beyond, source, target)) return false;
    const key = source * names.length + target;
    if (kept.has(key)) return false;
    kept.add(key);
    return true;
  });
}
