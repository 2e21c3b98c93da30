import { stepName } from "@orchlang/kernel/run";
import type { GuardrailRule } from "@orchlang/plan/rules";
import type { ExpectClause } from "@orchlang/plan/scenarios";
import { actionsOf, begins, type Deed, selects, stands } from "../../expect/actions.ts";
import { countsFor } from "../../expect/scope.ts";
import type { Trial } from "../case.ts";
import { completed, short, type Violation } from "../violation.ts";

/** Rules about what comes before what, read off the journal by itself: what their gates let through. */
export function guardrails(trial: Trial): readonly Violation[] {
  const { plan } = trial.run.file;
  if (!plan.guardrails.some(({ rules }) => rules.some(speaksOfBegins))) return [];
  const { run } = trial;
  const deeds = actionsOf(run);
  return plan.guardrails.flatMap(({ name, severity, rules }) =>
    severity === "blocking"
      ? rules.flatMap((rule) => broken(run, rule, deeds).map((says) => violation(name, rule, says)))
      : [],
  );
}

function speaksOfBegins({ kind }: GuardrailRule): boolean {
  return kind === "before" || kind === "preceded" || kind === "atMost" || kind === "never";
}

function violation(name: string, rule: GuardrailRule, says: string): Violation {
  return { property: "guardrail", about: name, says: `${short(name)}: ${says}`, expect: expectationOf(rule) };
}

function expectationOf(rule: GuardrailRule): ExpectClause {
  const kind = "expect";
  switch (rule.kind) {
    case "before": {
      const { first, second: then } = rule;
      return { kind, expects: "before", first, then };
    }
    case "preceded":
      return { kind, expects: "never", selector: rule.every.selector };
    case "atMost":
      return { kind, expects: "never", selector: rule.of.selector };
    case "never":
      return { kind, expects: "never", selector: rule.of };
    default:
      return completed;
  }
}

function broken(run: Trial["run"], rule: GuardrailRule, deeds: readonly Deed[]): readonly string[] {
  const { plan } = run.file;
  switch (rule.kind) {
    case "before":
      return unpreceded(run, deeds, rule.second, [rule.first]);
    case "preceded":
      return unpreceded(run, deeds, rule.every, rule.by);
    case "atMost": {
      if (rule.per !== undefined) return [];
      const times = deeds
        .filter((deed) => begins(rule.of, deed, plan))
        .reduce((sum, { began }) => sum + began.length, 0);
      return times > rule.count ? [`it began ${times} times, and ${rule.count} are the most`] : [];
    }
    case "never": {
      if (rule.when !== undefined) return [];
      const deed = deeds.find(
        ({ capability, began }) => began.length > 0 && selects(rule.of, capability, plan),
      );
      return deed === undefined ? [] : [`${stepName(deed.call)} began`];
    }
    default:
      return [];
  }
}

type Action = Extract<GuardrailRule, { kind: "before" }>["first"];

function unpreceded(
  run: Trial["run"],
  deeds: readonly Deed[],
  then: Action,
  first: readonly Action[],
): readonly string[] {
  const { plan } = run.file;
  return deeds
    .filter((deed) => begins(then, deed, plan))
    .filter((deed) =>
      deed.began.some(
        (place) =>
          !deeds.some(
            (one) =>
              countsFor(run, one, deed, place) && first.some((action) => stands(action, one, place, plan)),
          ),
      ),
    )
    .map(({ call }) => `${stepName(call)} began, and what has to come before it had not been`);
}
