import type { Span } from "@orchlang/language/ast";
import type { Rescue } from "@orchlang/plan/nodes";
import type { ArgumentLabel, CheckedBlock, TracedLabel } from "../checked.ts";
import type { Type } from "../type.ts";
import type { NodeBody } from "./outcome.ts";

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

export interface NodeRest {
  readonly rescues: readonly Rescue[];
  readonly optional?: true;
}
