import type { JsonObject } from "@orchlang/plan";
import { unknownField } from "../orchestrator/unlike.ts";
import type { PlainConstraints, PlainCriterion } from "../plain/plan.ts";
import { checkGoalConstraints } from "../plain/read.ts";

/** What is wanted, without saying how. */
export interface PlanGoal {
  /** Names the plan. */
  readonly id?: string;
  readonly description: string;
  /**
   * What has to be so in the end. Each is the name of a capability that has to have been carried out, or a condition over
   * what capabilities give: `sent == true`, `report.pages > 0`. The conditions are checked when the plan has run: unmet,
   * it fails as `unmet`. Or a sentence, "Design approved": what it speaks of most is carried out, and a judge decides about
   * it. Left out: what the description speaks of most is carried out.
   */
  readonly successCriteria?: readonly PlainCriterion[];
  /** The same under the name that some planners give it: one of the two. */
  readonly success_criteria?: readonly PlainCriterion[];
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

const goalFields = ["id", "description", "successCriteria", "success_criteria", "constraints", "context"];

/** What a goal that was made who knows where lacks, in words; undefined: nothing. */
export function unlikeGoal(goal: unknown): string | undefined {
  if (typeof goal !== "object" || goal === null) return "a record with a `description` is wanted";
  const stray = unknownField(
    "the goal",
    { ...goal },
    goalFields,
    "what is known beforehand goes into `context`",
  );
  if (stray !== undefined) return stray.message;
  const {
    description,
    successCriteria,
    success_criteria: other,
  } = goal as Partial<Record<keyof PlanGoal, unknown>>;
  if (typeof description !== "string") return "`description` is missing, or is no text";
  if (successCriteria !== undefined && other !== undefined)
    return "`successCriteria` and `success_criteria` are one: give one of the two";
  const criteria = successCriteria ?? other ?? [];
  if (!Array.isArray(criteria) || !criteria.every(isCriterion))
    return "`successCriteria` is no list of texts";
  return unlikeConstraints(goal as Pick<PlanGoal, "constraints">);
}

function unlikeConstraints({ constraints }: Pick<PlanGoal, "constraints">): string | undefined {
  const faults: string[] = [];
  if (constraints !== undefined)
    checkGoalConstraints(constraints, (place, says) => {
      faults.push(`${["constraints", ...place].join(".")}: ${says}`);
    });
  return faults.length === 0 ? undefined : faults.join("; ");
}

function isCriterion(value: unknown): boolean {
  if (typeof value === "string") return true;
  return typeof value === "object" && value !== null && "says" in value && typeof value.says === "string";
}
