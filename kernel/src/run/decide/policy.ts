import { type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import type { Check, Policy, Verdict } from "@orchlang/plan/rules";
import { blocks } from "../budgets.ts";
import { ruleName } from "../rules.ts";
import { type Locals, scopeAt } from "../scope.ts";
import { actionLocals, type Finding, refused, usedBy, type Wanted } from "./action.ts";
import { readsResource } from "./resource-verdicts.ts";
import type { Turn } from "./turn.ts";

type PolicyCheck = Extract<Check, { kind: "policy" }>;

/** One verdict of a policy about one action: three-valued, and where it blocks the unknown denies (rule 13). */
export function policyCheck(
  turn: Turn,
  wanted: Wanted,
  { id, policy: name, verdict: index }: PolicyCheck,
): Finding {
  const policy = turn.plan.policies.find((one) => one.name === name);
  const verdict = policy?.verdicts[index];
  if (policy === undefined || verdict === undefined) return refused(id, `there is no policy \`${name}\``);
  const finding = findingOf(turn, wanted, id, denier(policy, index), verdict);
  if (blocks(policy.severity)) return finding;
  return { decided: finding.decided };
}

/** Names the verdict that denies; where nothing allows a call, the policy as a whole. */
function denier(policy: Policy, index: number): string {
  return policy.verdicts[index]?.kind === "allow" ? policy.name : ruleName(policy, index, policy.verdicts);
}

function findingOf(turn: Turn, wanted: Wanted, id: string, name: string, verdict: Verdict): Finding {
  switch (verdict.kind) {
    case "deny":
      return judged(id, condition(turn, wanted, verdict.when), verdict.because ?? `\`${name}\` denies it`);
    case "warn": {
      const because = verdict.because ?? `\`${name}\` warns`;
      return { decided: judged(id, condition(turn, wanted, verdict.when), because).decided };
    }
    case "allow": {
      const evaluated = condition(turn, wanted, verdict.when, "every");
      const holds = truth(evaluated);
      const because = verdict.because ?? `\`${name}\` does not allow it`;
      return {
        decided: holds === true ? { check: id, holds } : { check: id, holds, because },
        allows: holds === true,
      };
    }
    case "defer":
      // Where it blocks, it has let the call pass: see `defer.ts`.
      return { decided: judged(id, condition(turn, wanted, verdict.when), verdict.because ?? name).decided };
    case "consent":
      return consents(turn, verdict.scope)
        ? { decided: { check: id, holds: true } }
        : refused(id, `the user has not consented to \`${verdict.scope}\``);
    case "record":
      return {
        decided: { check: id, holds: true, because: recorded(condition(turn, wanted, verdict.value)) },
      };
    // Control has let it pass, or the gate would not have been granted.
    case "approval":
    case "limit":
      return { decided: { check: id, holds: true } };
  }
}

/** A denial holds back where its condition holds or is not known. */
export function judged(check: string, evaluated: Evaluated, because: string): Finding {
  const denies = truth(evaluated);
  if (denies === false) return { decided: { check, holds: true } };
  const why =
    denies === "unknown" && "unknown" in evaluated
      ? `${because} (${evaluated.unknown.join(", ")} is not known)`
      : because;
  const finding = refused(check, why);
  return denies === true ? finding : { ...finding, decided: { ...finding.decided, holds: "unknown" } };
}

function truth(evaluated: Evaluated): boolean | "unknown" {
  return "value" in evaluated ? evaluated.value === true : "unknown";
}

function recorded(evaluated: Evaluated): string {
  return "value" in evaluated ? JSON.stringify(evaluated.value) : "not known";
}

type Speaking = Pick<
  Wanted,
  "frame" | "laid" | "args" | "reads" | "intent" | "attempt" | "capability" | "planned"
>;

/**
 * Evaluates a policy's condition. It reads the action and its surroundings, never the plan's own values. If the action
 * uses several members, the condition must hold for one of them, or with `every` for all.
 */
export function condition(
  turn: Turn,
  wanted: Speaking,
  expression: Expression,
  of: "some" | "every" = "some",
): Evaluated {
  const { frame, laid, args, reads, intent, capability, attempt } = wanted;
  const action = actionLocals(turn, {
    node: laid.node.id,
    routine: intent.call.routine,
    capability,
    args,
    attempt,
  });
  const result = (locals: Locals): Evaluated =>
    evaluate(expression, scopeAt(turn.draft, { frame, locals, reads }));
  if (!readsResource(expression)) return result(action);
  const [first = { unknown: ["resource"] }, ...others] = usedBy(turn, wanted).map((resource) =>
    result({ ...action, resource }),
  );
  const all = [first, ...others];
  if (of === "every") return all.find((one) => truth(one) !== true) ?? first;
  return all.find((one) => truth(one) === true) ?? all.find((one) => truth(one) === "unknown") ?? first;
}

/** True if the run's user has agreed to a scope, and has not undone that. `*` agrees to all. */
export function consents({ draft }: Turn, scope: string): boolean {
  const given = draft.start?.user.consents ?? [];
  const withdrawn = draft.start?.user.withdrawn ?? [];
  return (
    !draft.withdrawn.has(scope) &&
    !withdrawn.includes(scope) &&
    (given.includes("*") || given.includes(scope))
  );
}
