import { expressionText, shortName } from "@orchlang/analysis";
import type { Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { formatDuration, formatMoney, isMoney } from "@orchlang/plan/quantities";
import type { Action, GuardrailRule, Resource, RuleSource, Selector, Verdict } from "@orchlang/plan/rules";

import { countText, energyText } from "../preview/measures.ts";

/* Rules as an author would write them, from what a plan file holds of them. */

/** `approve_design granted before schedule_campaign`. */
function guardrailText(rule: GuardrailRule): string {
  switch (rule.kind) {
    case "before":
      return `${actionText(rule.first)} before ${actionText(rule.second)}`;
    case "preceded":
      return `every ${actionText(rule.every)} preceded by ${rule.by.map(actionText).join(" or ")}`;
    case "followed": {
      const within = rule.within === undefined ? "" : ` within ${quantityText("latency", rule.within)}`;
      return `every ${actionText(rule.every)} followed by ${rule.by.map(actionText).join(" or ")}${within}`;
    }
    case "atMost": {
      const per = rule.per === undefined ? "" : ` per ${quantityText("latency", rule.per)}`;
      return `at most ${rule.count} ${actionText(rule.of)}${per}`;
    }
    case "never":
      return `never ${selectorText(rule.of)}${rule.when === undefined ? "" : ` when ${expressionText(rule.when)}`}`;
    case "flow":
      return `never ${rule.label} to ${"tier" in rule.to ? rule.to.tier : selectorText(rule.to.selector)}`;
    case "bound":
      return `${rule.of} <= ${quantityText(rule.of, rule.limit)}`;
  }
}

/** `deny when …`, `require approval by lead`. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "deny":
    case "allow":
    case "warn":
      return `${verdict.kind} when ${expressionText(verdict.when)}`;
    case "defer":
      return `defer when ${expressionText(verdict.when)} within ${formatDuration(verdict.within)}`;
    case "consent":
      return `require consent "${verdict.scope}"`;
    case "approval": {
      const within = verdict.within === undefined ? "" : ` within ${quantityText("latency", verdict.within)}`;
      return `require approval by ${shortName(verdict.role)}${within}`;
    }
    case "limit": {
      const by = verdict.by === undefined ? "" : ` by ${expressionText(verdict.by)}`;
      return `limit ${verdict.count} per ${quantityText("latency", verdict.per)}${by}`;
    }
    case "record":
      return `record ${expressionText(verdict.value)}`;
  }
}

/** The text of a rule with its origin: `guardrail affordable: cost <= $1`. */
export function sourceText(plan: Plan, source: RuleSource): string {
  if ("guardrail" in source) {
    const rule = plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
    return `guardrail ${shortName(source.guardrail)}${rule === undefined ? "" : `: ${guardrailText(rule)}`}`;
  }
  if ("policy" in source) {
    const verdict = plan.policies.find(({ name }) => name === source.policy)?.verdicts[source.verdict];
    return `policy ${shortName(source.policy)}${verdict === undefined ? "" : `: ${verdictText(verdict)}`}`;
  }
  if ("goal" in source) return goalText(plan, source);
  if ("capability" in source) return clauseText(plan, source);
  if ("pool" in source) return `resource ${shortName(source.pool)}: how many are held at once`;
  const step = source.step.slice(source.step.lastIndexOf("/") + 1);
  if (source.clause === "held") return `${step}: how long it is held`;
  return source.clause === "irreversible"
    ? `${step}: what may be left standing`
    : `${step}: ${source.clause}`;
}

function clauseText(
  plan: Plan,
  { capability, clause, index }: Extract<RuleSource, { readonly capability: string }>,
): string {
  const declared = plan.capabilities[capability];
  const name = shortName(capability);
  // One consent is asked for all that needs it.
  if (clause === "scope") return `scope "${declared?.scopes[index] ?? ""}"`;
  if (clause === "clearance") return `${name}: clearance ${declared?.clearance.confidentiality ?? ""}`;
  const ensures = declared?.ensures[index];
  return `${name}: ensures${ensures === undefined ? "" : ` ${expressionText(ensures)}`}`;
}

function goalText(
  plan: Plan,
  { goal, clause, index }: Extract<RuleSource, { readonly goal: string }>,
): string {
  const result = plan.goals[goal];
  const name = `goal ${shortName(goal)}`;
  if (clause === "success") {
    const success = result?.success[index];
    return success === undefined
      ? `${name}, its success`
      : `${name}: "${success.says}" when ${expressionText(success.when)}`;
  }
  if (clause === "budget") {
    const budget = result?.budget[index];
    return budget === undefined
      ? `${name}, its budget`
      : `${name}: ${budget.of} <= ${quantityText(budget.of, budget.limit)}`;
  }
  const keep = result?.keep[index];
  return keep === undefined ? `${name}, what it keeps` : `${name}: keep ${keep.label} at ${keep.at}`;
}

function actionText({ selector, outcome, when }: Action): string {
  const ended = outcome === undefined ? "" : ` ${outcome}`;
  return `${selectorText(selector)}${ended}${when === undefined ? "" : ` when ${expressionText(when)}`}`;
}

function selectorText(selector: Selector): string {
  if ("name" in selector) return shortName(selector.name);
  if ("tagged" in selector) return `tagged ${selector.tagged}`;
  return "kind" in selector ? `kind ${selector.kind}` : "any";
}

/** A constant in the unit of what it limits. */
export function quantityText(of: Resource, limit: Expression): string {
  if (limit.op !== "constant") return expressionText(limit);
  const { value } = limit;
  if (isMoney(value)) return formatMoney(value);
  if (typeof value !== "number") return expressionText(limit);
  if (of === "latency") return formatDuration(value);
  return of === "energy" ? energyText(value) : countText(value);
}
