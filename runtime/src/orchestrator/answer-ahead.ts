import type { User } from "@orchlang/kernel/run";
import type { Json, Plan } from "@orchlang/plan";
import type { Attempt, Node } from "@orchlang/plan/nodes";
import type { Refusal } from "../orchestrator-api.ts";
import { admitted, agreement } from "./answer.ts";

/**
 * The fault of an answer given before its question: no step of this name in the plan can accept it. Undefined: no
 * fault, or no such step. `step`: its name alone.
 */
export function answerAhead(plan: Plan, step: string, value: Json, by: User): Refusal | undefined {
  const attempts = Object.values(plan.routines)
    .flatMap(({ nodes }) => nodes.filter(({ id }) => id === step))
    .flatMap(attemptsOf);
  let refused: Refusal | undefined;
  for (const { target, checks } of attempts) {
    if (!("capability" in target)) continue;
    const isAsked = plan.capabilities[target.capability]?.kind === "human";
    const wantsLeave = checks.some((id) => isApproval(plan, id));
    for (const taken of [
      ...(isAsked ? [admitted(plan, target.capability, value, by)] : []),
      ...(wantsLeave ? [agreement(plan, target.capability, value)] : []),
    ]) {
      if ("ok" in taken) return undefined;
      refused ??= taken;
    }
  }
  return refused;
}

function isApproval(plan: Plan, id: string): boolean {
  const check = plan.checks[id];
  if (check?.kind !== "policy") return false;
  const policy = plan.policies.find(({ name }) => name === check.policy);
  return policy?.verdicts[check.verdict]?.kind === "approval";
}

function attemptsOf(node: Node): readonly Attempt[] {
  return [
    ...(node.kind === "call" ? [node.attempt] : []),
    ...(node.kind === "quorum" ? node.attempts : []),
    ...("rescues" in node ? node.rescues.flatMap((one) => ("attempt" in one ? [one.attempt] : [])) : []),
  ];
}
