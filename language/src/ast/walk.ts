import { childFields, type FieldSort } from "./child-fields.ts";
import { isInnerKind } from "./expression-kinds.ts";
import type { Node, NodeKind } from "./node.ts";
import { touches } from "./span.ts";

/** How far a walk has to go: to names, to expressions and types but not their names, or to neither. */
type Reach = "names" | "inner" | "any";

/** The fields of each kind that hold what a walk of a reach looks for, or what may lead there. */
type Fields = ReadonlyMap<string, readonly string[]>;

function fieldsIn(sorts: readonly FieldSort[]): Fields {
  return new Map(
    Object.entries(childFields).map(([kind, fields]) => [
      kind,
      Object.entries(fields).flatMap(([name, sort]) => (sorts.includes(sort) ? [name] : [])),
    ]),
  );
}

const fieldsOf: Readonly<Record<Reach, Fields>> = {
  names: fieldsIn(["names", "inner", "any"]),
  inner: fieldsIn(["inner", "any"]),
  any: fieldsIn(["any"]),
};

const noFields: readonly string[] = [];

type MaybeNodes = Node | readonly Node[] | undefined;

/** Calls `visit` for each node directly below, in the order of the text. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  const holder = node as unknown as Readonly<Record<string, MaybeNodes>>;
  for (const field of fieldsOf.names.get(node.kind) ?? noFields) {
    const value = holder[field];
    if (value === undefined) continue;
    if (isList(value)) for (const child of value) visit(child);
    else visit(value);
  }
}

/** The nodes directly below, in the order of the text. */
export function children(node: Node): readonly Node[] {
  const nodes: Node[] = [];
  forEachChild(node, (child) => nodes.push(child));
  return nodes;
}

/** A function for each kind of node; if it returns `false`, the nodes below are skipped. */
export type Visitor = {
  readonly [K in NodeKind]?: (
    node: Extract<Node, { readonly kind: K }>,
    parents: readonly Node[],
  ) => false | undefined;
} & { readonly any?: (node: Node, parents: readonly Node[]) => false | undefined };

/** A visitor's function for one kind. */
type Visit = NonNullable<Visitor["any"]>;

/** A visitor's functions by kind, and the fields that have to be visited for them. */
interface Asked {
  readonly any: Visitor["any"];
  readonly byKind: ReadonlyMap<string, Visit>;
  readonly fields: Fields;
}

function askedBy(visitor: Visitor): Asked {
  const kinds = Object.keys(visitor) as (NodeKind | "any")[];
  const byKind = new Map<string, Visit>();
  for (const kind of kinds) byKind.set(kind, visitor[kind] as Visit);
  return { any: visitor.any, byKind, fields: fieldsOf[reachOf(kinds)] };
}

function reachOf(kinds: readonly (NodeKind | "any")[]): Reach {
  if (kinds.some((kind) => kind === "any" || kind === "name" || kind === "path")) return "names";
  return kinds.some((kind) => isInnerKind(kind as NodeKind)) ? "inner" : "any";
}

/**
 * Visits `root` and all below it, parents first; `parents` runs from the root to the node's own parent. Expressions and
 * types, which are most of a tree, and names are visited only if the visitor has a function for them or for the nodes
 * inside.
 */
export function visit(root: Node, visitor: Visitor): void {
  enter(root, askedBy(visitor), []);
}

/** The same for many roots; the visitor is analysed once. */
export function walker(visitor: Visitor): (root: Node) => void {
  const asked = askedBy(visitor);
  return (root) => enter(root, asked, []);
}

function enter(node: Node, walk: Asked, parents: Node[]): void {
  if (walk.any !== undefined && walk.any(node, parents) === false) return;
  const specific = walk.byKind.get(node.kind);
  if (specific !== undefined && specific(node, parents) === false) return;
  const fields = walk.fields.get(node.kind) ?? noFields;
  if (fields.length === 0) return;
  parents.push(node);
  const holder = node as unknown as Readonly<Record<string, MaybeNodes>>;
  for (const field of fields) {
    const value = holder[field];
    if (value === undefined) continue;
    if (isList(value)) for (const child of value) enter(child, walk, parents);
    else enter(value, walk, parents);
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
