import type { CapabilityGraph } from "@orchlang/server";
import { shortName } from "./short-name.ts";
import { table } from "./table.ts";

/** The part of a graph that some nodes depend on, or that depends on them, however far away. */
export function aroundNodes({ nodes, edges }: CapabilityGraph, seeds: readonly string[]): CapabilityGraph {
  const reached = new Set<string>();
  for (const [start, end] of [["from", "to"] as const, ["to", "from"] as const]) {
    const seen = new Set(seeds);
    // A set that grows while it is walked: each node once.
    for (const id of seen) for (const edge of edges) if (edge[start] === id) seen.add(edge[end]);
    for (const id of seen) reached.add(id);
  }
  return {
    nodes: nodes.filter(({ id }) => reached.has(id)),
    edges: edges.filter(({ from, to }) => reached.has(from) && reached.has(to)),
  };
}

/** The nodes of a name: a whole id or name before the end of one. */
export function nodesNamed({ nodes }: CapabilityGraph, text: string): readonly string[] {
  const whole = nodes.filter(({ id, name }) => id === text || name === text);
  const graphNodes = whole.length > 0 ? whole : nodes.filter(({ name }) => name.endsWith(`.${text}`));
  return graphNodes.map(({ id }) => id);
}

/** A line for each edge: what needs what. */
export function graphLines({ nodes, edges }: CapabilityGraph): readonly string[] {
  const named = new Map(nodes.map(({ id, kind, name }) => [id, `${kind} ${shortName(name)}`]));
  const lines = edges.map(({ from, kind, to }) => [named.get(from) ?? from, kind, named.get(to) ?? to]);
  return table([["what", "", "needs"], ...lines]);
}
