import type { Coverage, Limit, Manifest, Money, PlanId, RunBounds, Weighed } from "@orchlang/plan";
import type { NodeId } from "@orchlang/plan/nodes";
import type { Obligation } from "@orchlang/plan/rules";

/*
 * The contents of `orch plan`, before layout: computed from a plan file alone, so that a compiled plan looks the same
 * as its source.
 */

export interface Preview {
  /** The short name of what is run. */
  readonly name: string;
  readonly kind: "plan" | "goal";
  readonly id: PlanId;
  readonly bounds: RunBounds;
  /** How many deaths of a process those cover. */
  readonly deaths: number;
  /** The qualified names of `plans`. */
  readonly routines: readonly string[];
  /** The plan itself; of a goal its plans, best first; then the plans that they call. */
  readonly plans: readonly PlanView[];
  readonly manifest: Manifest;
  /** Guardrails, policies and what a goal asks. */
  readonly rules: readonly RuleView[];
  /** Requirements of capabilities themselves: consent, clearance, ensured results, standing effects. */
  readonly duties: readonly RuleView[];
  /** Untrusted text that reaches an effect, in words. */
  readonly untrusted: readonly string[];
  readonly coverage: Coverage;
  /** For each goal, how its plans were weighed. */
  readonly choices: readonly ChoiceView[];
}

export interface ChoiceView {
  readonly goal: string;
  /** Those that are tried, in order, then the others. */
  readonly plans: readonly Weighed[];
}

export interface PlanView {
  readonly name: string;
  readonly achieves?: string;
  readonly bounds: RunBounds;
  /** How many steps there are, those of all sides counted. */
  readonly steps: number;
  readonly criticalPath: readonly NodeId[];
  readonly rows: readonly RowView[];
  readonly finally: readonly RowView[];
}

/** A line of the plan's picture, with what hangs below it. */
export interface RowView {
  readonly node: NodeId;
  /** A step is a line of a table; a heading opens what is below it: `when review.granted`, `else`; an act is one word. */
  readonly form: "step" | "heading" | "act";
  readonly title: string;
  /** The callee. */
  readonly what?: string;
  /** `tool agent service llm human plan goal loop race quorum wait hold`. */
  readonly who?: string;
  readonly cost?: Limit<Money>;
  /** ms. */
  readonly latency?: Limit<number>;
  readonly tries?: number;
  /** In words: who is asked, what it waits beside, its undo, its scopes. */
  readonly notes: readonly string[];
  readonly critical: boolean;
  /** The step that it waits for, where it stands beside that one since below it would stand too deep. */
  readonly after?: NodeId;
  readonly below: readonly RowView[];
}

export interface RuleView {
  readonly rule: string;
  readonly severity: Obligation["severity"];
  readonly verdict: Obligation["verdict"];
  readonly evidence: string;
  /** The assumptions of a proof, in few words; empty if it has none. */
  readonly assumes: string;
  readonly nodes: readonly string[];
}
