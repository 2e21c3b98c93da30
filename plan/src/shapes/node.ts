import type { CallReference } from "./capability.ts";
import type { Expression, Pattern } from "./expression.ts";
import type { Tier } from "./value.ts";

/** Unique within its routine and readable: a step's name, else `when@2`, `return@1`, `wait@1` in source order. */
export type NodeId = string;
/** Unique within its routine: `root`, `finally`, `<node>/<arm>`. */
export type BlockId = string;
export type Priority = "critical" | "high" | "normal" | "low" | "info";

/** Statements that stand together. The root and `finally` have no owner. */
export interface Block {
  readonly id: BlockId;
  readonly owner?: NodeId;
  /** In source order. */
  readonly nodes: readonly NodeId[];
}

/**
 * Why a node waits for another.
 * - `data`: reads its value. - `after`: the author said so. - `order`: position (semantics, rule 11).
 * - `branch`: it may end the plan; waits until it has not.
 */
export interface Need {
  readonly node: NodeId;
  readonly why: "data" | "after" | "order" | "branch";
}

interface Common {
  readonly id: NodeId;
  readonly block: BlockId;
  readonly needs: readonly Need[];
}

export type Target =
  | { readonly capability: string }
  | { readonly routine: string }
  | { readonly goal: string };

export interface Retry {
  /** Further attempts after the first. */
  readonly times: number;
  readonly every?: Expression;
  /** Bounds of the growing delay, ms (semantics, rule 43). Neither: 1 s .. 30 s. */
  readonly backoff?: { readonly from: Expression; readonly to: Expression };
  /** Reads `error`. */
  readonly when?: Expression;
}

/** The options of one way of doing a step: the step itself or one of its handlers. Durations are in ms. */
export interface AttemptOptions {
  readonly timeout?: Expression;
  readonly retry?: Retry;
  readonly undo?: CallReference;
  readonly priority?: Priority;
  readonly tier?: Tier;
  /** Reads `it`, the result. Unmet: a new request, up to `attempts`. */
  readonly accept?: Expression;
  readonly attempts?: { readonly times: number; readonly every?: Expression };
  readonly cache?: Expression;
  readonly irreversible?: string;
  readonly because?: string;
}

export interface Attempt {
  readonly target: Target;
  /** By parameter name; every parameter without a default is there. */
  readonly args: Readonly<Record<string, Expression>>;
  readonly using?: Pick;
  readonly options: AttemptOptions;
  /** `control` where context, consent, approval, a limit or a hold is asked (semantics, rule 12). */
  readonly gate: "local" | "control";
  /** Ids of the checks decided when it begins, in order. */
  readonly checks: readonly string[];
  /** Those decided when what it did is undone, and when it is asked what became of it; left out: none. */
  readonly undoChecks?: readonly string[];
  readonly confirmChecks?: readonly string[];
}

/** `else`: tried in order. `when` reads `error`. */
export type Rescue =
  | { readonly when?: Expression; readonly attempt: Attempt }
  | { readonly when?: Expression; readonly block: BlockId };

export interface CallNode extends Common {
  readonly kind: "call";
  readonly attempt: Attempt;
  readonly rescues: readonly Rescue[];
  /** Its failure is `none`, not a failure of the plan. */
  readonly optional?: true;
}

export interface LetNode extends Common {
  readonly kind: "let";
  readonly value: Expression;
}

/** `when` (arms with conditions) and `match` (a subject, arms with patterns). The first arm that holds is taken. */
export interface BranchNode extends Common {
  readonly kind: "branch";
  readonly subject?: Expression;
  readonly arms: readonly BranchArm[];
}

export interface BranchArm {
  readonly block: BlockId;
  readonly condition?: Expression;
  readonly patterns?: readonly Pattern[];
  /** The branch's value under this name, for `match f { a as v { … } }`. */
  readonly as?: string;
}

/** A name given on every side of a branch is one value after it. */
export interface JoinNode extends Common {
  readonly kind: "join";
  readonly of: readonly NodeId[];
}

export interface LoopNode extends Common {
  readonly kind: "loop";
  readonly variable: string;
  readonly over:
    | { readonly kind: "list"; readonly list: Expression; readonly atOnce: number | Expression }
    | { readonly kind: "fold"; readonly from: Expression; readonly until?: Expression }
    | {
        readonly kind: "occurrences";
        readonly event: string;
        readonly where?: Expression;
        readonly within?: Expression;
        readonly until?: Expression;
      };
  /** The most rounds. */
  readonly upTo: number | Expression;
  readonly body: BlockId;
  /** The share of rounds that may fail: 0 none, 1 all. */
  readonly tolerated?: Expression;
  readonly rescues: readonly Rescue[];
  readonly optional?: true;
}

export interface RaceNode extends Common {
  readonly kind: "race";
  readonly winners: number;
  readonly branches: readonly RaceBranch[];
  /** `first k of for …`: the one branch is a loop, and its rounds run against one another. */
  readonly rounds?: true;
  /**
   * `do … until event`: two branches, of which the second begins with a wait for what interrupts the first. A failure of
   * the first is the race's, and the second loses nothing it has done: it goes on alone once the wait is over.
   */
  readonly settles?: true;
  readonly losers: "cancel" | "finish";
  readonly rescues: readonly Rescue[];
  readonly optional?: true;
}

interface RaceBranch {
  readonly name?: string;
  readonly node: NodeId;
  /** It gives nothing, as a wait does: in the record of those that won its value is `true`. */
  readonly nothing?: true;
}

export interface QuorumNode extends Common {
  readonly kind: "quorum";
  readonly agree: number;
  readonly attempts: readonly Attempt[];
  readonly rescues: readonly Rescue[];
  readonly optional?: true;
}

export interface WaitNode extends Common {
  readonly kind: "wait";
  readonly for:
    | { readonly kind: "duration"; readonly duration: Expression }
    | { readonly kind: "instant"; readonly instant: Expression }
    | {
        readonly kind: "condition";
        readonly condition: Expression;
        readonly held?: Expression;
        readonly within?: Expression;
      }
    | {
        readonly kind: "occurrence";
        readonly event: string;
        readonly next: boolean;
        readonly where?: Expression;
        readonly within?: Expression;
      }
    /** It fails as `drifted` once the condition does not certainly hold, and never completes. */
    | { readonly kind: "while"; readonly condition: Expression };
  readonly rescues: readonly Rescue[];
  readonly optional?: true;
}

/** The choice of a member of a pool. */
/** A figure of a pool's members: the less, the better. */
export type Measure = "privacy" | "cost" | "latency" | "energy" | "reliability";

export interface Pick {
  readonly pool: string;
  readonly nearest?: Expression;
  readonly distance?: Expression;
  /** Reads `resource`. */
  readonly where?: Expression;
  /** Members of the pool and of those that it overflows into are compared by these, the first counting most. */
  readonly at?: readonly Measure[];
  readonly count?: number | Expression;
  readonly wait?: Expression;
  /** ms, about the longest way from here to the end: of what one run wants at the same time the greatest goes first. */
  readonly rank?: number;
}

export interface HoldNode extends Common {
  readonly kind: "hold";
  readonly variable: string;
  readonly pick: Pick;
  /** The instant from which it is held: until then a member is reserved. Left out: from now. */
  readonly from?: Expression;
  readonly for: Expression;
  readonly body: BlockId;
  readonly otherwise?: BlockId;
}

export interface EmitNode extends Common {
  readonly kind: "emit";
  readonly event: string;
  readonly fields: Readonly<Record<string, Expression>>;
}

export interface ReturnNode extends Common {
  readonly kind: "return";
  readonly value: Expression;
}

/** Gives the value of the block around it: a loop's round, a handler, a race's branch. */
export interface YieldNode extends Common {
  readonly kind: "yield";
  readonly value: Expression;
}

export interface FailNode extends Common {
  readonly kind: "fail";
  readonly name?: string;
  readonly message: Expression;
}

/** Waits for everything before it; from then on none of that is undone (semantics, rule 28a). */
export interface CommitNode extends Common {
  readonly kind: "commit";
}

export type Node =
  | CallNode
  | LetNode
  | BranchNode
  | JoinNode
  | LoopNode
  | RaceNode
  | QuorumNode
  | WaitNode
  | HoldNode
  | EmitNode
  | ReturnNode
  | YieldNode
  | FailNode
  | CommitNode;
