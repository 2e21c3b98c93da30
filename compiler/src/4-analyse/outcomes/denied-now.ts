import { type Attempt, type Expression, freeReads, type Selector } from "@orchlang/plan";
import type { Analysis } from "../analysis.ts";
import { capabilityOf } from "../rules/effects.ts";
import { selects } from "../selects.ts";

/**
 * Whether a policy, a `never` about what is true now, or the want of a consent may keep an action from beginning. What
 * else a guardrail checks there is not reckoned with.
 */
export function isDeniedNow(analysis: Analysis, attempt: Attempt): boolean {
  const capability = capabilityOf(analysis.program, attempt);
  if (capability === undefined) return false;
  const { policies, guardrails } = analysis.program;
  const isMeant = (selector: Selector): boolean => selects(analysis, selector, capability.name);
  return (
    capability.scopes.length > 0 ||
    policies.some(
      ({ rule: { severity, on, verdicts } }) =>
        severity === "blocking" &&
        verdicts.some(({ kind }) => kind !== "warn" && kind !== "record") &&
        on.some(isMeant),
    ) ||
    guardrails.some(
      ({ rule: { severity, rules } }) =>
        severity === "blocking" &&
        rules.some((rule) => rule.kind === "never" && isMeant(rule.of) && asksNow(rule.when)),
    )
  );
}

function asksNow(when: Expression | undefined): boolean {
  return when !== undefined && freeReads(when).some(({ from }) => from === "context");
}
