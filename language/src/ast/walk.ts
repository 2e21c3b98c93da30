import { childFields } from "./child-fields.ts";
import { isInnerKind } from "./expression-kinds.ts";
import type { Node, NodeKind } from "./node.ts";
import { touches } from "./span.ts";

/** What is known of a kind, in one place: a walk asks for all of it at every node. */
interface Kind {
  readonly fields: readonly string[];
  /** Of expressions and types. */
  readonly isInner: boolean;
}

const kinds = Object.fromEntries(
  Object.entries(childFields).map(([kind, fields]) => [
    kind,
    { fields: Object.keys(fields), isInner: isInnerKind(kind as NodeKind) },
  ]),
) as unknown as Readonly<Record<NodeKind, Kind>>;

type MaybeNodes = Node | readonly Node[] | undefined;

/** Calls `visit` for each node directly below, in the order of the text. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const holder = node as unknown as Readonly<Record<string, MaybeNodes>>;
  for (const field of kinds[node.kind].fields) {
    const value = holder[field];
    if (value === undefined) continue;
    if (isList(value)) for (const child of value) visit(child);
    else visit(value);
  }
}

/** The nodes directly below, in the order of the text. */
export function children(node: Node): readonly Node[] {
  const found: Node[] = [];
  forEachChild(node, (child) => found.push(child));
  return found;
}

/** What to do with a node of each kind; answering `false` leaves out what is below it. */
export type Visitor = {
  readonly [K in NodeKind]?: (
    node: Extract<Node, { readonly kind: K }>,
    parents: readonly Node[],
  ) => false | undefined;
} & { readonly any?: (node: Node, parents: readonly Node[]) => false | undefined };

/**
 * Visits `root` and all below it, parents first; `parents` runs from the root to the node's own parent. Who asks for
 * nothing that stands in expressions and types is not led through them: they are most of a tree.
 */
export function visit(root: Node, visitor: Visitor): void {
  const inside = Object.keys(visitor).some((kind) => kind === "any" || isInnerKind(kind as NodeKind));
  enter(root, { visitor, any: visitor.any, inside, parents: [] });
}

interface Walk {
  readonly visitor: Visitor;
  readonly any: Visitor["any"];
  readonly inside: boolean;
  readonly parents: Node[];
}

function enter(node: Node, walk: Walk): void {
  const { fields, isInner } = kinds[node.kind];
  if (isInner && !walk.inside) return;
  const { parents } = walk;
  if (walk.any !== undefined && walk.any(node, parents) === false) return;
  const specific = walk.visitor[node.kind] as Visitor["any"];
  if (specific !== undefined && specific(node, parents) === false) return;
  if (fields.length === 0) return;
  parents.push(node);
  const holder = node as unknown as Readonly<Record<string, MaybeNodes>>;
  for (const field of fields) {
    const value = holder[field];
    if (value === undefined) continue;
    if (isList(value)) for (const child of value) enter(child, walk);
    else enter(value, walk);
  }
  parents.pop();
}

/**
 * The way from `root` down to the smallest node that touches `offset`, outermost first; empty where the root does
 * not. Between two neighbours that both touch it the later wins, unless the earlier is a word and it is not.
 */
export function nodesAt(root: Node, offset: number): readonly Node[] {
  const way: Node[] = [];
  let node: Node | undefined = touches(root.span, offset) ? root : undefined;
  while (node !== undefined) {
    way.push(node);
    node = childAt(node, offset);
  }
  return way;
}

/** The smallest node that touches `offset`. */
export function nodeAt(root: Node, offset: number): Node | undefined {
  return nodesAt(root, offset).at(-1);
}

function childAt(parent: Node, offset: number): Node | undefined {
  let best: Node | undefined;
  forEachChild(parent, (child) => {
    if (!touches(child.span, offset)) return;
    if (best === undefined || !endsInWordAt(best, offset) || child.span.start < offset) best = child;
  });
  return best;
}

function endsInWordAt(node: Node, offset: number): boolean {
  return node.span.end === offset && (node.kind === "name" || node.kind === "reference");
}

function isList(value: Node | readonly Node[]): value is readonly Node[] {
  return Array.isArray(value);
}
