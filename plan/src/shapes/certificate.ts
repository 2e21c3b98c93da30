import type { NodeId } from "./node.ts";

/** The form of the certificates below. A file with others was written by another compiler, and none of them counts. */
export const certificatesFormat = "orch.certificates/2";

/** Why the obligations of a plan that are proved are, by the id of each (`docs/certificates.md`). */
export interface Certificates {
  readonly format: typeof certificatesFormat;
  readonly of: Readonly<Record<string, Certificate>>;
}

/** The compiler's findings as inductive annotations of the plan: each is verified once, and none is searched for. */
export type Certificate =
  /** The points of a run at which what has to come first stands. `plan/CertificatePoint` in words: see `Steps`. */
  | { readonly kind: "order"; readonly points: readonly string[] }
  /** By `routine/node`: the statement of the same routine that follows. With the durations of the routines that are called. */
  | { readonly kind: "response"; readonly by: Readonly<Record<string, NodeId>>; readonly figures: Figures }
  /** The maximal labels of carriers, as bits; and the labels of pool members, by kind. */
  | {
      readonly kind: "labels";
      readonly labels: Readonly<Record<string, number>>;
      readonly kinds: Readonly<Record<string, number>>;
    }
  /** Upper figures of one run of each routine. */
  | { readonly kind: "figures"; readonly figures: Figures }
  /** The plan says it itself: nothing of the kind is there, its conditions are decided, its author answers for it. */
  | { readonly kind: "evident" };

/** By routine. */
export type Figures = Readonly<Record<string, Readonly<Partial<Record<Measure, number>>>>>;

/**
 * - `begun`: how often the action begins, undoing included.
 * - `spent`: money, J or tokens, undoing included; `again`: of that the calls that can be under way at once.
 * - `lasts`: ms, undoing and `finally` included.
 * - `undoing`: all undos, in the unit of `spent` or `lasts`.
 * - `held`: members of the pool at once.
 */
export type Measure = "begun" | "spent" | "again" | "lasts" | "undoing" | "held";
