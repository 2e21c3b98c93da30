import type { Segment } from "../../canonical/not-json.ts";
import type { Attempt, CallNode, Node, Pick, Rescue } from "../../shapes/node.ts";

/** A name in a node, and where it stands below the node. */
interface Placed<T> {
  readonly at: readonly Segment[];
  readonly is: T;
}

/** The blocks that belong to a node, its handlers' included. */
export function blocksOf(node: Node): readonly Placed<string>[] {
  const blocks: Placed<string>[] = [];
  if (node.kind === "branch") {
    node.arms.forEach(({ block }, index) => {
      blocks.push({ at: ["arms", index, "block"], is: block });
    });
  }
  if (node.kind === "loop" || node.kind === "hold") blocks.push({ at: ["body"], is: node.body });
  if (node.kind === "hold" && node.otherwise !== undefined)
    blocks.push({ at: ["otherwise"], is: node.otherwise });
  rescuesOf(node).forEach((rescue, index) => {
    if ("block" in rescue) blocks.push({ at: ["rescues", index, "block"], is: rescue.block });
  });
  return blocks;
}

export function rescuesOf(node: Node): readonly Rescue[] {
  return "rescues" in node ? node.rescues : [];
}

/** A step without handlers: one way of calling, and no block of its own. Most nodes of a large plan are such. */
export function isPlainCall(node: Node): node is CallNode {
  return node.kind === "call" && node.rescues.length === 0;
}

/** All ways in which a node calls something, its handlers' included. */
export function attemptsOf(node: Node): readonly Placed<Attempt>[] {
  const attempts: Placed<Attempt>[] = [];
  if (node.kind === "call") attempts.push({ at: ["attempt"], is: node.attempt });
  if (node.kind === "quorum") {
    node.attempts.forEach((attempt, index) => {
      attempts.push({ at: ["attempts", index], is: attempt });
    });
  }
  rescuesOf(node).forEach((rescue, index) => {
    if ("attempt" in rescue) attempts.push({ at: ["rescues", index, "attempt"], is: rescue.attempt });
  });
  return attempts;
}

/** Other nodes of the routine that a node speaks of, beside what it needs. */
export function membersOf(node: Node): readonly Placed<string>[] {
  if (node.kind === "join") return node.of.map((is, index) => ({ at: ["of", index], is }));
  if (node.kind === "race") {
    return node.branches.map((branch, index) => ({ at: ["branches", index, "node"], is: branch.node }));
  }
  return [];
}

export function eventOf(node: Node): Placed<string> | undefined {
  if (node.kind === "emit") return { at: ["event"], is: node.event };
  if (node.kind === "wait" && node.for.kind === "occurrence") {
    return { at: ["for", "event"], is: node.for.event };
  }
  if (node.kind === "loop" && node.over.kind === "occurrences") {
    return { at: ["over", "event"], is: node.over.event };
  }
  return undefined;
}

export function picksOf(node: Node): readonly Placed<Pick>[] {
  const picks: Placed<Pick>[] = [];
  if (node.kind === "hold") picks.push({ at: ["pick"], is: node.pick });
  for (const { at, is } of attemptsOf(node)) {
    if (is.using !== undefined) picks.push({ at: [...at, "using"], is: is.using });
  }
  return picks;
}
