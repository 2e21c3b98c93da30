import type { Json, PlanId } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";

/* The difference of two plans, in words for people; `findings` are for builds. */

export interface Difference {
  readonly name: string;
  /** Its name before, where it was another. */
  readonly was?: string;
  readonly from: PlanId;
  readonly to: PlanId;
  readonly steps: readonly StepChange[];
  readonly bounds: readonly BoundChange[];
  readonly reach: readonly ReachChange[];
  readonly rules: readonly RuleChange[];
  /** Requirements of steps, capabilities and resources themselves. */
  readonly duties: readonly DutyChange[];
  /** Changed declarations: capabilities, goals, settings. */
  readonly declarations: readonly DeclarationChange[];
  readonly findings: readonly Finding[];
}

export interface StepChange {
  readonly kind: "added" | "removed" | "changed" | "renamed";
  /** The short name of the plan that it stands in. */
  readonly plan: string;
  readonly node: string;
  /** A title for a node that its author did not name: `with van`, `return none`. */
  readonly title?: string;
  /** `routine/node`, in the new plan; of what was removed in the old one. */
  readonly key: string;
  /** The callee, its kind and its bounds, for an added or removed node. */
  readonly what: readonly string[];
  /** The changes. */
  readonly says: readonly string[];
}

export interface BoundChange {
  readonly of: "cost" | "time" | "energy" | "tokens";
  readonly end: "best" | "worst";
  readonly from: string;
  readonly to: string;
  readonly direction: "up" | "down";
  /** `17 %`; left out where one of the two is nothing or has no bound. */
  readonly by?: string;
  /** The proved limits that it still keeps. */
  readonly within: readonly string[];
}

export interface ReachChange {
  readonly kind: "gained" | "lost";
  readonly of:
    | "scope"
    | "data"
    | "tier"
    | "resource"
    | "person"
    | "failure"
    | "address"
    | "untrusted text"
    | "capability";
  readonly name: string;
}

export interface RuleChange {
  readonly kind: "added" | "lost" | "weakened" | "strengthened" | "changed";
  readonly rule: string;
  readonly says: string;
  /** The nodes that it speaks of. */
  readonly nodes: readonly string[];
}

export interface DutyChange {
  readonly kind: "added" | "lost" | "changed";
  readonly duty: string;
  readonly says: string;
  /** Data goes on without the label that it had. */
  readonly releases: boolean;
}

export interface DeclarationChange {
  readonly of: string;
  readonly says: string;
  /** Something that protected is no longer there. */
  readonly weaker: boolean;
}

/** A finding for `--fail-on`, with its cause. */
export interface Finding {
  readonly kind: FindingKind;
  readonly because: string;
}

export type FindingKind = "cost-up" | "scope-gained" | "guard-lost";

export const findingKinds: readonly FindingKind[] = ["cost-up", "scope-gained", "guard-lost"];

/** Parts of plan files, whose records have their fields in whatever order. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonical(left as Json) === canonical(right as Json);
}
