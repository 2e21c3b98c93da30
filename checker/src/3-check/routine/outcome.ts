import type { Span } from "@orchlang/language/ast";
import type { BlockId, Node, NodeId, Rescue } from "@orchlang/plan/nodes";
import type { ArgumentLabel, CheckedBlock, CheckedStatement, TracedLabel, Unordered } from "../checked.ts";
import type { Typed } from "../expression/typed.ts";
import type { Type } from "../type.ts";
import type { CheckContext } from "./site.ts";

/** A node without what its place gives it: its id, its block and its needs. */
type NodeBody = Unplaced<Node>;

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

/** Where a node stands, and where it is written. */
interface NodePlace {
  readonly id: NodeId;
  readonly block: BlockId;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** The context of a statement, as far as it counts for where that stands. */
export interface Standing {
  readonly gathered: CheckContext["gathered"];
  readonly statement?: Pick<CheckContext["statement"], "sequence">;
}

/** A checked statement in the form for phase 4. */
export function placed(outcome: Outcome, context: Standing, place: NodePlace): CheckedStatement {
  const { gathered, statement } = context;
  return {
    // A body and its place make a node of the same kind; the type checker loses sight of that across the union.
    node: { ...outcome.node, id: place.id, block: place.block } as Unordered<Node>,
    span: place.span,
    nameSpan: place.nameSpan,
    reads: gathered.reads,
    after: outcome.after,
    readsNow: gathered.readsNow,
    blocks: outcome.blocks,
    type: outcome.type,
    label: outcome.label,
    argumentLabels: outcome.argumentLabels,
    releases: gathered.releases,
    ...(outcome.endless === undefined ? {} : { endless: outcome.endless }),
    ...(statement?.sequence === undefined ? {} : { sequence: statement.sequence }),
  };
}

/** The main part of a step, before its handlers. */
export interface Main {
  readonly type: Type;
  readonly label: TracedLabel;
  /** The label of its inputs, which a handler that runs reveals. */
  readonly inputLabel: TracedLabel;
  /** Every name its failure may have; unknown where what it calls is. */
  readonly failures: readonly string[] | undefined;
  /** Those that what it calls declares. */
  readonly declaredFailures: readonly string[];
  /** The type of `error.last`. */
  readonly last?: Type;
}

/** The right side of a step before its options and handlers count. */
export interface StepBodyOutcome extends Main {
  /** The node, given what its handlers are and whether it is optional. */
  readonly node: (rest: NodeRest) => NodeBody;
  readonly blocks: readonly CheckedBlock[];
  readonly argumentLabels: readonly ArgumentLabel[];
  readonly missingBecause?: string;
  /** See `CheckedStatement`. */
  readonly endless?: Span;
}

interface NodeRest {
  readonly rescues: readonly Rescue[];
  readonly optional?: true;
}
