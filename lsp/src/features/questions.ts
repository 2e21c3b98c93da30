import { leadsOf, withoutValue } from "@orchlang/compiler";
import type { Feature } from "../feature.ts";
import { answer, type OfPlan, type Question } from "../requests.ts";
import type { Workspace } from "../workspace.ts";

/** What a plan asks people: `orch/questions`, by the node that asks, `routine/node`. */
export const questions: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    answer(connection, "orch/questions", (asked) => questionsOf(asked, workspace));
  },
};

function questionsOf({ uri, name }: OfPlan, workspace: Workspace): Readonly<Record<string, Question>> {
  const document = workspace.document(uri);
  const plan = document && workspace.compiled(document.path).result.plan(name)?.plan;
  if (plan === undefined) return {};
  const found = Object.values(plan.routines).flatMap((routine) =>
    routine.nodes.flatMap((node): readonly (readonly [string, Question])[] => {
      if (node.kind !== "call") return [];
      const { target } = node.attempt;
      const asks = "capability" in target && plan.capabilities[target.capability]?.human !== undefined;
      if (!asks) return [];
      const question = { leads: leadsOf(plan, routine, node), without: withoutValue(node) };
      return [[`${routine.name}/${node.id}`, question]];
    }),
  );
  return Object.fromEntries(found);
}
