import type { NodeView } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { formatInstant } from "@orchlang/plan/quantities";
import { type Criterion, criteriaOf, judgedBy, personJudge, unmetMessage } from "../plain/criteria.ts";
import type { NormalPlan, PlainPlan } from "../plain/plan.ts";
import { countsOf, type ExecutionResult, type StepResult } from "./result.ts";

/** A success criterion of a plan given as an object, and its result. */
export interface CriterionResult {
  readonly says: string;
  /** `not judged`: a sentence that nobody was there to decide about; or the run ended before it was asked. */
  readonly verdict: "met" | "unmet" | "not judged";
  /** The judge: the condition itself, a capability, or a person. */
  readonly by?: string;
  /** The judge's reason. */
  readonly because?: string;
}

/** A result in the plan's own words: its id, all of its steps, and what became of its criteria. */
export function plainResult(
  result: ExecutionResult,
  plan: PlainPlan,
  nodes: readonly NodeView[],
  judge: string | undefined,
): ExecutionResult & { readonly criteria: readonly CriterionResult[] } {
  const own = result.steps.filter(({ stepId }) => !judgements.test(stepId));
  const place = new Map(plan.steps.map(({ id }, index) => [id, index]));
  // Undo steps follow the steps.
  const last = plan.steps.length;
  const all = [...own, ...uncalled(result, plan, new Map(nodes.map((one) => [one.node, one])))];
  const steps = all.toSorted(
    (one, other) => (place.get(one.stepId) ?? last) - (place.get(other.stepId) ?? last),
  );
  return {
    ...result,
    planId: plan.id ?? result.planId,
    steps,
    metadata: { ...result.metadata, ...countsOf(steps) },
    criteria: criteriaOf(asNormal(plan)).map((criterion, index) =>
      verdictOf(criterion, index, result, judge),
    ),
  };
}

const judgements = /^judged@\d+$/u;

function asNormal({
  successCriteria,
  success_criteria: other,
}: PlainPlan): Pick<NormalPlan, "successCriteria"> {
  const criteria = successCriteria ?? other;
  return criteria === undefined ? {} : { successCriteria: criteria };
}

/** Steps that called nothing: waits and conditions, what a condition left out, and what never had its turn. */
function uncalled(
  { steps, status }: ExecutionResult,
  plan: PlainPlan,
  nodes: ReadonlyMap<string, NodeView>,
): readonly StepResult[] {
  const called = new Set(steps.map(({ stepId }) => stepId));
  return plan.steps
    .filter(({ id }) => !called.has(id))
    .map(({ id }): StepResult => {
      const node = nodes.get(id);
      const { began, ended } = node ?? {};
      return {
        stepId: id,
        status: statusOf(node?.status ?? "waiting", status === "completed"),
        output: node?.value ?? null,
        error: null,
        duration: began === undefined || ended === undefined ? null : ended - began,
        attempts: 0,
        startedAt: began === undefined ? startOf(node) : formatInstant(began),
        completedAt: ended === undefined ? null : formatInstant(ended),
      };
    });
}

/** A condition is read at one moment. */
function startOf(node: NodeView | undefined): string | null {
  return node?.status === "completed" && node.ended !== undefined ? formatInstant(node.ended) : null;
}

/** @param isOver the plan has done all that it had to do: what is left waits for nothing. */
function statusOf(status: NodeView["status"], isOver: boolean): StepResult["status"] {
  if (status === "active") return "running";
  if (status === "waiting" || status === "ready") return isOver ? "skipped" : "pending";
  return status;
}

function verdictOf(
  criterion: Criterion,
  index: number,
  { steps, status, error }: ExecutionResult,
  judge: string | undefined,
): CriterionResult {
  const { says, by } = criterion;
  if (by === "judge") {
    const judged = steps.find(({ stepId }) => stepId === judgedBy(index + 1));
    if (judged?.status !== "completed") return { says, verdict: "not judged" };
    const { met, because } = judged.output as { readonly met?: Json; readonly because?: Json };
    return {
      says,
      verdict: met === true ? "met" : "unmet",
      by: judge ?? personJudge,
      ...(typeof because === "string" ? { because } : {}),
    };
  }
  if (status === "completed") return { says, verdict: "met", by: "condition" };
  const isUnmet = error?.name === "unmet" && error.message === unmetMessage(criterion);
  return isUnmet ? { says, verdict: "unmet", by: "condition" } : { says, verdict: "not judged" };
}
