import type { JsonObject } from "@orchlang/plan";
import type { PlainConstraints } from "../plain/plan.ts";

/** What is wanted, without saying how. */
export interface PlanGoal {
  /** Names the plan. */
  readonly id?: string;
  readonly description: string;
  /**
   * What has to be so in the end. Each is the name of a capability that has to have been carried out, or a condition over
   * what capabilities give: `sent == true`, `report.pages > 0`. The conditions are checked when the plan has run: unmet,
   * it fails as `unmet`. Left out: what the description speaks of most is carried out.
   */
  readonly successCriteria?: readonly string[];
  readonly constraints?: GoalConstraints;
  /** What is known beforehand, by name: parameters are taken from here first. It is the plan's `input`. */
  readonly context?: JsonObject;
}

/** What a plan for the goal has to keep to. */
export interface GoalConstraints extends PlainConstraints {
  readonly maxSteps?: number;
  /** Only these capabilities; left out: all that are enabled. */
  readonly capabilities?: readonly string[];
  readonly without?: readonly string[];
}

/** What a goal that was made who knows where lacks, in words; undefined: nothing. */
export function unlikeGoal(goal: unknown): string | undefined {
  if (typeof goal !== "object" || goal === null) return "a record with a `description` is wanted";
  const { description, successCriteria = [] } = goal as Partial<Record<keyof PlanGoal, unknown>>;
  if (typeof description !== "string") return "`description` is missing, or is no text";
  if (!Array.isArray(successCriteria) || successCriteria.some((one) => typeof one !== "string"))
    return "`successCriteria` is no list of texts";
  return undefined;
}
