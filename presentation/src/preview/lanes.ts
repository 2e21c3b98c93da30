import type { Node, NodeId } from "@orchlang/plan/nodes";
import { beginsGuarded } from "./drift.ts";

/*
 * Where the steps of a block stand in the picture: each below one that it waits for, and what is drawn below one top
 * row is a lane.
 */

/** Deeper than so many steps that wait for one another, the picture goes on in the same column. */
const nestingMax = 6;

/** Values, returns and joins are no rows of their own, but for a return that comes early: they take no time and do nothing. */
export function isShown(node: Node): boolean {
  if (beginsGuarded(node)) return false;
  return node.kind !== "let" && node.kind !== "return" && node.kind !== "yield" && node.kind !== "join";
}

/** A branch of a race with statements of its own: nothing is decided there. */
export function isPlainBlock(
  node: Node,
): node is Node & { readonly kind: "branch"; readonly subject?: never } {
  if (node.kind !== "branch" || node.subject !== undefined) return false;
  const [only, other] = node.arms;
  return only !== undefined && other === undefined && only.condition === undefined;
}

interface Parents {
  /** The step that a step is drawn below: the last, in the order of the text, of those that it waits for. */
  readonly parents: ReadonlyMap<NodeId, NodeId | undefined>;
  /** Nodes that would be nested too deeply, and so stand beside the node that they wait for: that node. */
  readonly follows: ReadonlyMap<NodeId, NodeId>;
}

export function parentsOf(shown: readonly Node[], waitedFor: (node: Node) => readonly NodeId[]): Parents {
  const position = new Map(shown.map((node, at) => [node.id, at]));
  const apart = new Set(shown.filter(({ kind }) => standsApart.has(kind)).map(({ id }) => id));
  const depth = new Map<NodeId, number>();
  const parents = new Map<NodeId, NodeId | undefined>();
  const follows = new Map<NodeId, NodeId>();
  for (const [at, node] of shown.entries()) {
    const nearest = waitedFor(node)
      .filter((id) => (position.get(id) ?? at) < at)
      .sort((a, b) => (position.get(b) ?? 0) - (position.get(a) ?? 0))[0];
    const drawn =
      standsApart.has(node.kind) || nearest === undefined || apart.has(nearest) ? undefined : nearest;
    const level = drawn === undefined ? 0 : (depth.get(drawn) ?? 0) + 1;
    const parent = level > nestingMax ? parents.get(drawn ?? "") : drawn;
    if (parent !== drawn && drawn !== undefined) follows.set(node.id, drawn);
    depth.set(node.id, Math.min(level, nestingMax));
    parents.set(node.id, parent);
  }
  return { parents, follows };
}

/** Nodes that begin or end a part of their own in the picture are not drawn below a step. */
const standsApart: ReadonlySet<string> = new Set(["branch", "hold", "fail", "return", "yield"]);

/** The topmost row that each row hangs below: what is drawn under one is one lane. */
export function lanesOf(
  shown: readonly Node[],
  parents: ReadonlyMap<NodeId, NodeId | undefined>,
): ReadonlyMap<NodeId, NodeId> {
  const lanes = new Map<NodeId, NodeId>();
  for (const { id } of shown) lanes.set(id, lanes.get(parents.get(id) ?? "") ?? id);
  return lanes;
}

/** For the top of a lane, the steps of the lanes above that it runs beside: the first few. */
export function besideOf(
  node: Node,
  shown: readonly Node[],
  lanes: ReadonlyMap<NodeId, NodeId>,
): readonly NodeId[] {
  if (standsApart.has(node.kind)) return [];
  const beside: NodeId[] = [];
  for (const other of shown) {
    if (other === node || beside.length > besideMax) break;
    const named = other.kind !== "branch" && !other.id.includes("@");
    if (named && lanes.get(other.id) !== node.id) beside.push(other.id);
  }
  return beside;
}

/** How many of the steps beside it a row names. */
export const besideMax = 3;
