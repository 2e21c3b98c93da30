import { type Lead, leadsOf, withoutValue } from "@orchlang/compiler";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";

/** What somebody should know who is asked something by a run. */
export interface QuestionAnswer {
  /** What the answer leads to. */
  readonly leads: readonly Lead[];
  /** What becomes of the plan when there is none in time. */
  readonly without: string;
}

/** What a plan asks people: `orch/questions`, by the node that asks, `routine/node`. */
export const questions: Feature = {
  capabilities: {},
  listen({ connection, workspace }) {
    connection.onRequest("orch/questions", ({ uri, name }: { readonly uri: string; readonly name: string }) =>
      questionsOf(uri, name, workspace),
    );
  },
};

function questionsOf(
  uri: string,
  name: string,
  workspace: Workspace,
): Readonly<Record<string, QuestionAnswer>> {
  const document = workspace.document(uri);
  const plan = document && workspace.compiled(document.path).result.plan(name)?.plan;
  if (plan === undefined) return {};
  const found = Object.values(plan.routines).flatMap((routine) =>
    routine.nodes.flatMap((node): readonly (readonly [string, QuestionAnswer])[] => {
      if (node.kind !== "call") return [];
      const { target } = node.attempt;
      const asks = "capability" in target && plan.capabilities[target.capability]?.human !== undefined;
      if (!asks) return [];
      const answer = { leads: leadsOf(plan, routine, node), without: withoutValue(node) };
      return [[`${routine.name}/${node.id}`, answer]];
    }),
  );
  return Object.fromEntries(found);
}
