import { topological, transitiveReduction } from "@orchlang/plan/graph";
import type { Link } from "./scene.ts";

export type RawLink = Omit<Link, "critical" | "change">;

/** The fewest links that order the items alike; of several between two items the one that says most. */
export function reduced(keys: readonly string[], links: readonly RawLink[]): readonly RawLink[] {
  const best = new Map<string, RawLink>();
  for (const link of links) {
    const pair = `${link.from} ${link.to}`;
    const known = best.get(pair);
    if (known === undefined || weight(link) > weight(known)) best.set(pair, link);
  }
  return transitiveReduction(keys, links).flatMap(({ from, to }) => best.get(`${from} ${to}`) ?? []);
}

function weight({ label, kind }: RawLink): number {
  return (label === undefined ? 0 : 4) + (kind === "side" ? 2 : kind === "data" ? 1 : 0);
}

/** The links along the critical path: between two of its steps it goes through what only opens, parts or closes. */
export function criticalLinks(
  links: readonly RawLink[],
  path: readonly string[],
  keys: readonly string[],
): readonly Link[] {
  const onPath = new Set(path);
  const known = new Set(keys);
  const outgoing = Map.groupBy(links, ({ from }) => from);
  const critical = new Set<RawLink>();
  const steps = path.filter((key) => known.has(key));
  const sorted = topological(keys, links);
  const ranks = new Map("ok" in sorted ? sorted.ok.map((key, at) => [key, at]) : []);
  steps.slice(0, -1).forEach((from, at) => {
    const to = steps[at + 1] ?? "";
    for (const link of wayBetween(from, to, outgoing, { onPath, ranks })) critical.add(link);
  });
  return links.map((link) => ({ ...link, critical: critical.has(link) }));
}

interface Surroundings {
  readonly onPath: ReadonlySet<string>;
  /** Places in one order of all items, in which each comes after what leads to it. */
  readonly ranks: ReadonlyMap<string, number>;
}

/** A shortest way that passes no other step of the path; none where the path jumps. */
function wayBetween(
  from: string,
  to: string,
  outgoing: ReadonlyMap<string, readonly RawLink[]>,
  { onPath, ranks }: Surroundings,
): readonly RawLink[] {
  // In a topological order later items lead to no earlier one, so each pair is looked at once.
  const last = ranks.get(to) ?? Infinity;
  const reachedBy = new Map<string, RawLink>();
  const queue = [from];
  for (let at = 0; at < queue.length; at++) {
    for (const link of outgoing.get(queue[at] ?? "") ?? []) {
      if (reachedBy.has(link.to) || (onPath.has(link.to) && link.to !== to)) continue;
      if ((ranks.get(link.to) ?? 0) > last) continue;
      reachedBy.set(link.to, link);
      queue.push(link.to);
    }
  }
  const way: RawLink[] = [];
  for (let link = reachedBy.get(to); link !== undefined; link = reachedBy.get(link.from)) {
    way.push(link);
    if (link.from === from) return way;
  }
  return [];
}
