import type { Confidentiality } from "./label.ts";
import type { NodeId } from "./node.ts";

/*
 * What the compiler found, written so that a small program can follow it: each certificate belongs to one obligation that
 * was proved, and is verified step by step (`docs/certificates.md`). A wrong one is rejected, never believed.
 */

export type Certificate =
  | AbsentCertificate
  | DominatorCertificate
  | CountCertificate
  | LabelsCertificate
  | BoundCertificate
  | LatencyCertificate
  | DemandCertificate
  | DecidedCertificate
  | StatedCertificate;

/** Nothing of the kind begins in any plan that the rule covers. */
export interface AbsentCertificate {
  readonly kind: "absent";
}

/**
 * By `routine/node`: the statement of the same routine that is over before this one begins, and has done for sure what
 * the rule asks for; or `callers`, where every call of the routine stands behind such a one.
 */
export interface DominatorCertificate {
  readonly kind: "dominator";
  readonly before: Readonly<Record<string, NodeId | { readonly callers: true }>>;
}

/** By routine: how often the action begins at most in one run of it, undoing included. */
export interface CountCertificate {
  readonly kind: "count";
  readonly most: Readonly<Record<string, number>>;
}

/**
 * An inductive invariant over labels: what the values and the conditions of a plan carry at most. One pass verifies
 * that nothing written in the plan leads beyond it.
 */
export interface LabelsCertificate {
  readonly kind: "labels";
  readonly routines: Readonly<Record<string, RoutineLabels>>;
  /** The types of the members of pools, by kind: the plan file has the pools alone. */
  readonly kinds: Readonly<Record<string, LabelShape>>;
}

export interface RoutineLabels {
  readonly params: Readonly<Record<string, LabelShape>>;
  readonly result: LabelShape;
  /** What decides that a run of it begins. */
  readonly called: FlatLabel;
  /** What decides that it comes to an end before its last statement. */
  readonly ends: FlatLabel;
  /** What its failure tells, its text included. */
  readonly fails: FlatLabel;
  readonly nodes: Readonly<Record<NodeId, LabelShape>>;
  /** The variables of loops and holds, by their statement. */
  readonly variables: Readonly<Record<NodeId, LabelShape>>;
}

/** `untrusted` left out: trusted. */
export interface FlatLabel {
  readonly confidentiality: Confidentiality;
  readonly untrusted?: true;
}

/** The label of a value itself and, where they differ, of its fields or of its items. */
export interface LabelShape extends FlatLabel {
  readonly fields?: Readonly<Record<string, LabelShape>>;
  readonly items?: LabelShape;
}

/**
 * By routine, in the unit of the resource: what one run of it uses at most, undoing included; what of that the calls use
 * that can be under way at once, and what all of its undos use: the death of a process makes them be made again.
 */
export interface BoundCertificate {
  readonly kind: "bound";
  readonly most: Readonly<Record<string, number>>;
  readonly atOnce: Readonly<Record<string, number>>;
  readonly undoing: Readonly<Record<string, number>>;
}

/** By routine, in ms: what one run of it lasts at most, undoing and `finally` included; and undoing it alone. */
export interface LatencyCertificate {
  readonly kind: "latency";
  readonly lasts: Readonly<Record<string, number>>;
  readonly unwinds: Readonly<Record<string, number>>;
}

/** By routine: how many members of the pool one run of it holds at once at most. */
export interface DemandCertificate {
  readonly kind: "demand";
  readonly most: Readonly<Record<string, number>>;
}

/** By its arguments and their types each action that is meant decides the condition. */
export interface DecidedCertificate {
  readonly kind: "decided";
}

/** The statement itself says it: its author took a label away there, or answers for an effect that stands. */
export interface StatedCertificate {
  readonly kind: "stated";
}
