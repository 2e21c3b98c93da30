import type { Span } from "@orchlang/language/ast";
import type { BlockId, Node, NodeId } from "@orchlang/plan/nodes";
import type { CheckedStatement, Unordered } from "../checked.ts";
import type { Outcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

/** Where a node stands, and where it is written. */
export interface NodePlace {
  readonly id: NodeId;
  readonly block: BlockId;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** A checked statement in the form for phase 4. */
export function placed(outcome: Outcome, spot: Spot, place: NodePlace): CheckedStatement {
  const { gathered, statement } = spot;
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
    ...(statement.sequence === undefined ? {} : { sequence: statement.sequence }),
  };
}
