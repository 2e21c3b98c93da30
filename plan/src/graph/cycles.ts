import { alg, Graph } from "@dagrejs/graphlib";
import { type Arc, numbered } from "./order.ts";

/**
 * Groups of nodes that close on themselves, a shortest closing path through the first node of each: `["a", "b",
 * "a"]`. None of a graph without cycles. Groups come in the order of their first nodes.
 */
export function cycles(nodes: readonly string[], arcs: readonly Arc[]): readonly (readonly string[])[] {
  const names = [...new Set(nodes)];
  const { inside, next } = core(names.length, numbered(names, arcs));
  if (inside.length === 0) return [];
  const paths = inside.length > recursionMax ? [someLoop(inside, next)] : shortestLoops(inside, next);
  return paths.map((path) => path.map((id) => names[id] ?? ""));
}

/** The library finds components by recursion; beyond this, one closing path has to do. */
const recursionMax = 2_000;

interface Core {
  /** Nodes between which cycles can lie, ascending. */
  readonly inside: readonly number[];
  /** Their successors that are inside too. */
  readonly next: ReadonlyMap<number, readonly number[]>;
}

/** The rest after repeatedly removing nodes without a predecessor, then nodes without a successor. */
function core(size: number, arcs: readonly (readonly [number, number])[]): Core {
  const gone = new Uint8Array(size);
  for (const way of ["forwards", "backwards"] as const) {
    const open = new Int32Array(size);
    const ahead: number[][] = Array.from({ length: size }, () => []);
    for (const [from, to] of arcs) {
      if (gone[from] === 1 || gone[to] === 1) continue;
      const [source, target] = way === "forwards" ? [from, to] : [to, from];
      ahead[source]?.push(target);
      open[target] = (open[target] ?? 0) + 1;
    }
    const free = [...open.keys()].filter((node) => open[node] === 0 && gone[node] === 0);
    for (let node = free.pop(); node !== undefined; node = free.pop()) {
      gone[node] = 1;
      for (const target of ahead[node] ?? []) {
        const left = (open[target] ?? 0) - 1;
        open[target] = left;
        if (left === 0) free.push(target);
      }
    }
  }
  const inside = [...gone.keys()].filter((node) => gone[node] === 0);
  const next = new Map(inside.map((node): [number, number[]] => [node, []]));
  for (const [from, to] of arcs) if (gone[from] === 0 && gone[to] === 0) next.get(from)?.push(to);
  return { inside, next };
}

function shortestLoops(inside: readonly number[], next: ReadonlyMap<number, readonly number[]>): number[][] {
  const graph = new Graph({ directed: true });
  for (const node of inside) graph.setNode(String(node));
  for (const [from, targets] of next) for (const to of targets) graph.setEdge(String(from), String(to));
  return alg
    .findCycles(graph)
    .map((component) => new Set(component.map(Number)))
    .map((component) => shortestLoop(Math.min(...component), component, next))
    .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** Breadth first, within one component, until the start is met again. */
function shortestLoop(
  start: number,
  component: ReadonlySet<number>,
  next: ReadonlyMap<number, readonly number[]>,
): number[] {
  const from = new Map<number, number>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] ?? start;
    for (const target of next.get(node) ?? []) {
      if (target === start) {
        const path = [start];
        for (let back = node; back !== start; back = from.get(back) ?? start) path.push(back);
        return [start, ...path.slice(1).reverse(), start];
      }
      if (!component.has(target) || from.has(target)) continue;
      from.set(target, node);
      queue.push(target);
    }
  }
  return [start];
}

/** Every node inside has a successor inside: going on comes round. */
function someLoop(inside: readonly number[], next: ReadonlyMap<number, readonly number[]>): number[] {
  const place = new Map<number, number>();
  const walk: number[] = [];
  let node = inside[0] ?? 0;
  while (!place.has(node)) {
    place.set(node, walk.length);
    walk.push(node);
    node = next.get(node)?.[0] ?? node;
  }
  return [...walk.slice(place.get(node)), node];
}
