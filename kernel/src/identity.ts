import type { NodeId } from "@orchlang/plan/nodes";

/**
 * The instance of a node: the index of the goal's plan (from 0), and the iterations around it (from 1), outermost
 * first.
 */
export interface Site {
  readonly plan: number;
  readonly loops: readonly (readonly [node: NodeId, round: number])[];
}

/**
 * `do` the step itself, `else1` its first handler, …, `ask1` the first that a quorum asks, …; `confirm` and `undo` of
 * what it did.
 */
export type Slot = "do" | `else${number}` | `ask${number}` | "confirm" | "undo";

/** A part of a run that is stopped and undone as one: a plan, a round of a loop, or a single node with all in it. */
export interface Region {
  readonly routine: string;
  readonly site: Site;
  readonly node?: NodeId;
}

/**
 * One thing to be done. A round of a loop as a whole is the loop's node at the round's own site. `routine` is the plan it stands in; calls of sub-plans put the caller's path before it,
 * as `launch` or `launch/step>sub`, and for the second time that the step calls it `launch/step>2>sub`.
 */
export interface Call {
  readonly routine: string;
  readonly site: Site;
  readonly node: NodeId;
  readonly slot: Slot;
}

/** The idempotency key that the handler sees: 26 characters; minted once per intent, journalled, never recomputed. */
export type Key = string;

/** A call, meant once. `generation` rises only after a completed undo (semantics, rule 20). */
export interface Intent {
  readonly call: Call;
  readonly key: Key;
  readonly generation: number;
  /** The number of the request under `attempts n`, from 2; absent: the first. */
  readonly request?: number;
}

/** Did the effect touch the world? */
export type Reach = "not_reached" | "reached" | "unknown";
/** The state of an intent's effect in the world, derived from reach and undo. */
export type Standing = "none" | "maybe" | "applied" | "undone";
