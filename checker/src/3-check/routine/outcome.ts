import type { Span } from "@orchlang/language/ast";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import type { ArgumentLabel, CheckedBlock, TracedLabel } from "../checked.ts";
import type { Typed } from "../expression/typed.ts";
import type { Type } from "../type.ts";

/** A node without what its place gives it: its id, its block and its needs. */
export type NodeBody = Unplaced<Node>;

type Unplaced<N> = N extends unknown ? Omit<N, "id" | "block" | "needs"> : never;

/** The result of checking a statement. */
export interface Outcome {
  readonly node: NodeBody;
  readonly type: Type;
  readonly label: TracedLabel;
  readonly blocks: readonly CheckedBlock[];
  readonly after: readonly { readonly node: NodeId; readonly span: Span }[];
  /** The labels of each argument of each attempt, by `slot.parameter`. */
  readonly argumentLabels: readonly ArgumentLabel[];
  readonly constant?: Typed["constant"];
  readonly missingBecause?: string;
  /** See `CheckedStatement`. */
  readonly endless?: Span;
  /** See `Typed`: of a choice, that one of its conditions is. */
  readonly doubtful?: true;
}

/** The outcome of a statement without value, blocks and arguments. */
export function plainOutcome(node: NodeBody, type: Type, label: TracedLabel): Outcome {
  return { node, type, label, blocks: [], after: [], argumentLabels: [] };
}

/** The replacement for a broken statement. */
export const noValue: NodeBody = { kind: "let", value: { op: "constant", value: null } };
