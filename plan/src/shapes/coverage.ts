/** On how many of the ways to what is risky a rule stands guard. */
export interface Coverage {
  /** The ways to all that is risky, counted together; of 0 nothing is uncovered. */
  readonly paths: number;
  readonly guarded: number;
  /** By name. */
  readonly capabilities: readonly CapabilityCoverage[];
}

/** A capability counts as risky for its `once` effect, its tags, or data above `internal` that it takes or gives. */
export type Risk = "once" | "tagged" | "labelled";

/**
 * The ways to one capability: each chain of calls from the entry down to an attempt of it, handlers included. A way is
 * guarded where a blocking guardrail or policy that can refuse the call, or demands something after it, is for it.
 */
export interface CapabilityCoverage {
  readonly capability: string;
  readonly risks: readonly Risk[];
  readonly paths: number;
  readonly guarded: number;
  /** The rules that guard any of its ways, by qualified name. */
  readonly rules: readonly string[];
  /** Ways without a guard, as `routine/node` from the entry down; the first few of them. */
  readonly uncovered: readonly (readonly string[])[];
}
