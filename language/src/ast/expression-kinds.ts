import type {
  Argument,
  Arm,
  Entry,
  Expression,
  Interpolation,
  Pattern,
  Spread,
  TextPart,
} from "./expressions.ts";
import type { Missing, Name, Path } from "./names.ts";
import type { Node, NodeKind } from "./node.ts";
import type { Bounds, Field, TypeNode, UnionCase } from "./types.ts";

/** Expressions, types and their parts: most of a tree. */
export type Inner =
  | Expression
  | Argument
  | Arm
  | Entry
  | Pattern
  | Spread
  | TextPart
  | Interpolation
  | TypeNode
  | Bounds
  | Field
  | UnionCase
  | Name
  | Path
  | Missing;

type Held<T> = T extends readonly (infer Item)[] ? Extract<Item, Node> : Extract<T, Node>;
type Below<N> = N extends Node ? { [P in keyof N]: Held<N[P]> }[keyof N] : never;

/**
 * The kinds that have nothing but each other below them, so that a search for another kind skips them.
 * The type asks for all of them, and the `satisfies` for nothing else below them.
 */
const innerKinds: { readonly [K in Below<Inner>["kind"] | Inner["kind"]]: true } = {
  name: true,
  path: true,
  missing: true,

  number: true,
  quantity: true,
  money: true,
  ratio: true,
  date: true,
  time: true,
  instant: true,
  boolean: true,
  none: true,
  text: true,
  interpolation: true,
  string: true,
  reference: true,
  lambda: true,
  if: true,
  binary: true,
  unary: true,
  is: true,
  range: true,
  per: true,
  member: true,
  call: true,
  argument: true,
  list: true,
  record: true,
  entry: true,
  spread: true,
  matchExpression: true,
  arm: true,
  elsePattern: true,
  valuePattern: true,

  namedType: true,
  listType: true,
  recordType: true,
  field: true,
  enumType: true,
  unionType: true,
  unionCase: true,
  mapType: true,
  doneType: true,
  moneyType: true,
  optionalType: true,
  labelledType: true,
  bounds: true,
} satisfies { readonly [K in Inner["kind"]]: true };

const inner: ReadonlySet<NodeKind> = new Set(Object.keys(innerKinds) as NodeKind[]);

/** True if a kind is of expressions and types: nothing of another kind stands below it. */
export function isInnerKind(kind: NodeKind): boolean {
  return inner.has(kind);
}
