import type { JsonObject } from "@orchlang/plan";
import { unknownField } from "../orchestrator/unlike.ts";
import type { PlainConstraints, PlainCriterion } from "../plain/plan.ts";
import { checkGoalConstraints } from "../plain/read.ts";

/** A goal, without the way to reach it. */
export interface PlanGoal {
  /** Names the plan. */
  readonly id?: string;
  readonly description: string;
  /**
   * The success criteria. Each is the name of a capability that must have run, or a condition over results of
   * capabilities: `sent == true`, `report.pages > 0`. Conditions are checked after the plan; an unmet one makes it fail
   * as `unmet`. A sentence, "Design approved", runs the capability that it mentions most, and a judge decides about it.
   * Absent: the capability that the description mentions most is run.
   */
  readonly successCriteria?: readonly PlainCriterion[];
  /** The same under the name that some planners give it: one of the two. */
  readonly success_criteria?: readonly PlainCriterion[];
  readonly constraints?: GoalConstraints;
  /** Values known beforehand, by name: parameters are taken from here first. It is the plan's `input`. */
  readonly context?: JsonObject;
}

/** Constraints for plans of the goal. */
export interface GoalConstraints extends PlainConstraints {
  readonly maxSteps?: number;
  /** Only these capabilities; left out: all that are enabled. */
  readonly capabilities?: readonly string[];
  readonly without?: readonly string[];
}

const goalFields = ["id", "description", "successCriteria", "success_criteria", "constraints", "context"];

/** The fault of a goal of unknown origin, in words; undefined: none. */
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
