import type {
  Block,
  Branch,
  Handler,
  Interruption,
  Sequence,
  Span,
  Statement,
  When,
} from "@orchlang/language/ast";
import type { BlockId, NodeId } from "@orchlang/plan/nodes";

/*
 * The declaration pre-pass of a routine, before anything is typed: its blocks, the ids of its nodes, and the names that
 * each block sees. All steps of a block are in scope in all of it and around it, except those of a loop's body.
 */

/**
 * A statement with a node of its own: `sequence` has none, its statements stand in the block around it. The wait for an
 * event that interrupts work is the first statement of what is done then.
 */
export type NodeStatement = Exclude<Statement, Sequence> | Interruption;

export interface PrepassBlock {
  readonly id: BlockId;
  readonly ast: Block;
  readonly statements: readonly PrepassStatement[];
  /** The names that the block's own statements, and the blocks inside them, give to all of it. */
  readonly names: ReadonlyMap<string, Source>;
  /** Every way through it returns or fails. */
  readonly ends: boolean;
  /** Some way through it returns or fails. */
  readonly canEnd: boolean;
  /** Every way through it yields, returns or fails. */
  readonly yields: boolean;
}

export interface PrepassStatement {
  readonly id: NodeId;
  readonly ast: NodeStatement;
  /** Its place among the statements of its block. */
  readonly index: number;
  /** Equal for the statements of one `sequence`. */
  readonly sequence: number | undefined;
  /** Its blocks in the order of the text. */
  readonly parts: readonly Part[];
  /** Names that more than one of its sides gives. */
  readonly joins: readonly Source[];
}

/** A block of a statement and what it is to it. */
export type Part =
  /** A side of a `when` or `match`; what is done while a resource is held, and the `else` of that. */
  | { readonly role: "side"; readonly block: PrepassBlock; readonly condition?: When }
  /** A loop's round. */
  | { readonly role: "round"; readonly block: PrepassBlock }
  /** The `else` of a step. */
  | { readonly role: "handler"; readonly block: PrepassBlock; readonly handler: Handler }
  /** A branch of a race. Its block holds one node; `inner` is the block of a branch written as one, or a loop's round. */
  | { readonly role: "contender"; readonly contender: Contender };

export interface Contender {
  readonly ast: Branch;
  readonly id: NodeId;
  readonly block: BlockId;
  readonly inner?: PrepassBlock;
  /** The event that comes before what `inner` says, and interrupts the branch beside it. */
  readonly until?: Interruption;
  /** It is the work that an event interrupts, or what is done then. */
  readonly interruptible?: true;
}

/** Where a name that a block sees comes from. */
export interface Source {
  readonly name: string;
  readonly span: Span;
  readonly id: NodeId;
  /** The statement of the block through which it is seen: the step itself, or one that holds its block. */
  readonly via: PrepassStatement;
  readonly from:
    | { readonly kind: "statement"; readonly statement: PrepassStatement; readonly block: PrepassBlock }
    | { readonly kind: "join"; readonly of: readonly Source[] };
  /** Why there may be no value, in words: "it is given on one side of the `when` only (line 8)". */
  readonly maybe?: string;
  /** Only sides give it that end the plan: what stands below never runs beside it, and may have its name. */
  readonly past?: true;
  /** It is given twice, which was reported: its value is unknown. */
  readonly spoilt?: true;
}
