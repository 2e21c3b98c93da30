import { dag } from "./dag.ts";

export interface Arc {
  readonly from: string;
  readonly to: string;
}

/**
 * From sources to sinks; of those that are free, the first given goes first. A cycle is given by one closing
 * path, `["a", "b", "a"]`. Arcs of nodes that aren't given are passed over.
 */
export function topological(
  nodes: readonly string[],
  arcs: readonly Arc[],
): { readonly ok: readonly string[] } | { readonly cycle: readonly string[] } {
  const names = [...new Set(nodes)];
  const built = dag(names.length, numbered(names, arcs));
  const named = (ids: Iterable<number>): string[] => Array.from(ids, (id) => names[id] ?? "");
  return "ok" in built ? { ok: named(built.ok.order) } : { cycle: named(built.cycle) };
}

/** Arcs as pairs of places in `names`. */
export function numbered(
  names: readonly string[],
  arcs: readonly Arc[],
): readonly (readonly [number, number])[] {
  const ids = new Map(names.map((name, index) => [name, index]));
  const pairs: (readonly [number, number])[] = [];
  for (const { from, to } of arcs) {
    const source = ids.get(from);
    const target = ids.get(to);
    if (source !== undefined && target !== undefined) pairs.push([source, target]);
  }
  return pairs;
}
