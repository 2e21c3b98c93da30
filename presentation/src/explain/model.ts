import type { SourceMark } from "@orchlang/plan";
import type { Obligation } from "@orchlang/plan/rules";
import type { Measure } from "../preview/measures.ts";

/** All that a plan file knows of one of its nodes. Texts are words for people. */
export interface NodeExplanation {
  /** `routine/node`. */
  readonly key: string;
  readonly name: string;
  /** `calls write_content, an agent`. */
  readonly does: string;
  /** Where it is written; left out for what has no place of its own. */
  readonly written?: SourceMark;
  /** The documentation of its callee. */
  readonly doc?: string;
  /** Its surroundings, from the outside in: `only when review.granted`. */
  readonly within: readonly string[];
  readonly waits: readonly Wait[];
  /** Nodes that wait for it, by name. */
  readonly waitedFor: readonly string[];
  /** Where it runs, and where else it might have. */
  readonly where: readonly string[];
  /** How often it is tried, what it does when it fails, what undoes it. */
  readonly attempts: readonly string[];
  readonly measures: readonly Measure[];
  readonly critical: boolean;
  readonly rules: readonly ExplainedRule[];
}

export interface Wait {
  readonly node: string;
  readonly why: string;
}

export interface ExplainedRule {
  readonly rule: string;
  /** The rule's text: `guardrail affordable: cost <= $1`. */
  readonly source: string;
  readonly verdict: Obligation["verdict"];
  readonly severity: Obligation["severity"];
  readonly evidence: string;
  /** A way through the plan that shows it: points and edges in order; empty where none is known. */
  readonly path: readonly string[];
  readonly assumes: readonly string[];
  /** Decided as this node begins. */
  readonly here: boolean;
}
