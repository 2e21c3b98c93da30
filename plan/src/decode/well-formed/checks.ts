import type { Segment } from "../../canonical/pointer.ts";
import type { Plan } from "../../shapes/plan.ts";
import type { Report } from "./report.ts";

/** The rule of every check exists. */
export function checksAreRules(plan: Plan, report: Report): void {
  for (const [id, check] of Object.entries(plan.checks)) {
    const place: readonly Segment[] = ["checks", id];
    if (check.kind === "policy") {
      const policy = plan.policies.find(({ name }) => name === check.policy);
      if (policy === undefined) report([...place, "policy"], `no policy \`${check.policy}\``);
      else if (check.verdict >= policy.verdicts.length) {
        report([...place, "verdict"], `\`${check.policy}\` has only ${policy.verdicts.length} verdicts`);
      }
    } else if (check.kind === "guardrail") {
      const guardrail = plan.guardrails.find(({ name }) => name === check.guardrail);
      if (guardrail === undefined) report([...place, "guardrail"], `no guardrail \`${check.guardrail}\``);
      else if (check.rule >= guardrail.rules.length) {
        report([...place, "rule"], `\`${check.guardrail}\` has only ${guardrail.rules.length} rules`);
      }
    }
  }
}
