import { type ApprovalAsked, approvalsOf, leadsOf, withoutValue } from "@orchlang/presentation";
import type { Feature } from "../feature.ts";
import { answer, type OfPlan, type Question, type Questions } from "../requests.ts";
import type { Workspace } from "../workspace.ts";

/** The questions that a plan and its policies ask people: `orch/questions`. */
export const questions: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    answer(connection, "orch/questions", (asked) => questionsOf(asked, workspace));
  },
};

function questionsOf({ uri, name }: OfPlan, workspace: Workspace): Questions {
  const document = workspace.document(uri);
  const plan = document && workspace.compiled(document.path).result.plan(name)?.plan;
  const answers: Record<string, Question> = {};
  const approvals: Record<string, readonly ApprovalAsked[]> = {};
  for (const routine of Object.values(plan?.routines ?? {})) {
    for (const node of routine.nodes) {
      if (plan === undefined || node.kind !== "call") continue;
      const key = `${routine.name}/${node.id}`;
      const asked = approvalsOf(plan, node);
      if (asked.length > 0) approvals[key] = asked;
      const { target } = node.attempt;
      const asks = "capability" in target && plan.capabilities[target.capability]?.human !== undefined;
      if (asks) answers[key] = { leads: leadsOf(plan, routine, node), without: withoutValue(node) };
    }
  }
  return { answers, approvals };
}
