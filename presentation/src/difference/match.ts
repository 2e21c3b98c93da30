import { isNamed, shortName } from "@orchlang/analysis";
import type { Plan, Routine } from "@orchlang/plan";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import { essenceOf, featuresOf } from "./features.ts";

/*
 * The matching of nodes of an old and a new plan. A name with the same action matches. The others are matched by equal
 * action and the most similar neighbourhood, the surest first, since every match adds information for the rest. Last, a
 * name that still exists matches although its action changed. Generated ids (`when@2`) are numbers and carry no
 * information.
 */

/** Old id to new id. */
export type Pairs = ReadonlyMap<NodeId, NodeId>;

/** Below this share of what could be alike, two nodes that do the same are two nodes. */
const likenessMin = 0.35;
/** So many pairs of one essence are weighed; of more, the order of the text decides. */
const weighedMax = 40_000;

export function matchNodes(old: Routine, now: Routine): Pairs {
  const pairs = new Map<NodeId, NodeId>();
  const taken = new Set<NodeId>();
  const pair = (from: Node, to: Node): void => {
    pairs.set(from.id, to.id);
    taken.add(to.id);
  };
  const byId = new Map(now.nodes.map((node) => [node.id, node]));
  for (const node of old.nodes) {
    const same = byId.get(node.id);
    if (same !== undefined && isNamed(node.id) && essenceOf(same) === essenceOf(node)) pair(node, same);
  }
  const left = (): readonly Node[] => old.nodes.filter(({ id }) => !pairs.has(id));
  const free = (): readonly Node[] => now.nodes.filter(({ id }) => !taken.has(id));
  matchAlike(left(), free(), { old, now, pairs, pair });
  for (const node of left()) {
    const same = byId.get(node.id);
    const kept = same !== undefined && isNamed(node.id) && !taken.has(node.id);
    if (kept && same.kind === node.kind) pair(node, same);
  }
  return pairs;
}

interface Matching {
  readonly old: Routine;
  readonly now: Routine;
  readonly pairs: Pairs;
  readonly pair: (from: Node, to: Node) => void;
}

function matchAlike(left: readonly Node[], free: readonly Node[], matching: Matching): void {
  const groups = Map.groupBy(left, essenceOf);
  const others = Map.groupBy(free, essenceOf);
  // Twice: the matches of the first pass add information for the second.
  for (const least of [0.7, likenessMin]) {
    for (const [essence, olds] of groups) {
      const candidates = others.get(essence) ?? [];
      const open = olds.filter(({ id }) => !matching.pairs.has(id));
      const paired = new Set(matching.pairs.values());
      matchGroup(
        open,
        candidates.filter(({ id }) => !paired.has(id)),
        least,
        matching,
      );
    }
  }
}

function matchGroup(olds: readonly Node[], news: readonly Node[], least: number, matching: Matching): void {
  const { pair } = matching;
  const [first, more] = olds;
  const [only, others] = news;
  if (first === undefined || only === undefined) return;
  // The one that there was of its kind, and the one that there is.
  if (more === undefined && others === undefined && isDoing(first)) {
    pair(first, only);
    return;
  }
  if (olds.length * news.length > weighedMax) {
    olds.forEach((node, at) => {
      const other = news[at];
      if (other !== undefined) pair(node, other);
    });
    return;
  }
  const weighed = olds.flatMap((from, at) =>
    news.map((to, position) => ({
      from,
      to,
      likeness: likenessOf(from, to, matching),
      apart: Math.abs(at - position),
    })),
  );
  weighed.sort((a, b) => b.likeness - a.likeness || a.apart - b.apart);
  const done = new Set<Node>();
  for (const { from, to, likeness } of weighed) {
    if (likeness < least || done.has(from) || done.has(to)) continue;
    done.add(from).add(to);
    pair(from, to);
  }
}

/** A lone branch or value needs to be alike too: there is one in most plans. */
function isDoing({ kind }: Node): boolean {
  return kind === "call" || kind === "hold" || kind === "emit" || kind === "quorum";
}

/** From 0 to 1: the share of what could be alike that is, of features, of what is waited for and of what waits. */
function likenessOf(from: Node, to: Node, { old, now, pairs }: Matching): number {
  const own = new Set(featuresOf(to, { nodes: new Map() }).map(({ name, value }) => `${name} ${value}`));
  const before = featuresOf(from, { nodes: pairs }).map(({ name, value }) => `${name} ${value}`);
  const features = share(before.filter((each) => own.has(each)).length, Math.max(before.length, own.size));
  const needs = overlap(
    from.needs.map(({ node }) => pairs.get(node) ?? node),
    to.needs.map(({ node }) => node),
  );
  const waiting = overlap(
    dependents(old, from.id).map((id) => pairs.get(id) ?? id),
    dependents(now, to.id),
  );
  return 0.5 * features + 0.25 * needs + 0.15 * waiting + (from.block === to.block ? 0.1 : 0);
}

function dependents({ nodes }: Routine, id: NodeId): readonly NodeId[] {
  return nodes.filter(({ needs }) => needs.some(({ node }) => node === id)).map((node) => node.id);
}

function overlap(left: readonly string[], right: readonly string[]): number {
  const all = new Set([...left, ...right]);
  const both = new Set(left.filter((each) => right.includes(each)));
  return share(both.size, all.size);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Routines by name, by their short name, then by place: the entry is the entry. */
export function matchRoutines(old: Plan, now: Plan): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  const free = new Set(Object.keys(now.routines));
  const pair = (from: string, to: string | undefined): void => {
    if (to === undefined || pairs.has(from) || !free.delete(to)) return;
    pairs.set(from, to);
  };
  const names = Object.keys(old.routines);
  for (const name of names) pair(name, free.has(name) ? name : undefined);
  if (old.routines[old.entry] !== undefined && free.has(now.entry)) pair(old.entry, now.entry);
  for (const name of names)
    pair(
      name,
      [...free].find((each) => shortName(each) === shortName(name)),
    );
  const alternatives = [...names.filter((name) => !pairs.has(name))];
  if (alternatives.length === 1 && free.size === 1) pair(alternatives[0] ?? "", [...free][0]);
  return pairs;
}
