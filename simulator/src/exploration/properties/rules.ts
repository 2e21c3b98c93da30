import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
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

const begun: Readonly<Record<GuardrailRule["kind"], boolean>> = {
  before: true,
  preceded: true,
  atMost: true,
  never: true,
  followed: false,
  bound: false,
  flow: false,
};

function speaksOfBegins({ kind }: GuardrailRule): boolean {
  return begun[kind];
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
    case "followed":
    case "bound":
    case "flow":
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
    case "followed":
    case "bound":
    case "flow":
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

/**
 * Obligations are attempted. One that stays pending because its discharging call failed, or is in doubt, was reported
 * to the operator; one without any attempt was forgotten.
 */
export function unattemptedObligations(trial: Trial): readonly Violation[] {
  const { run, one, calls } = trial;
  const { plan } = run.file;
  const violations: Violation[] = [];
  for (const [id, debt] of run.state.obligations) {
    if (!debt.blocking && !debt.breached) continue;
    const [name, index] = split(debt.rule);
    const guardrail = plan.guardrails.find((each) => each.name === name);
    const rule = guardrail?.rules[index];
    if (rule?.kind !== "followed" || guardrail?.severity !== "blocking") continue;
    const paying = calls.filter(({ capability }) =>
      rule.by.some(({ selector }) => selects(selector, capability, plan)),
    );
    // A failed call may have taken effect; that is reported elsewhere.
    if (run.state.intents.get(debt.key)?.outcome !== "completed") continue;
    if (paying.some(({ fault }) => fault !== undefined)) continue;
    if ([...one.faults.values()].some((kind) => kind === "cancel")) continue;
    if (run.state.closed === undefined && isUnderWay(trial)) continue;
    const [by] = rule.by;
    const target = by !== undefined && "name" in by.selector ? by.selector.name : undefined;
    const debtor = run.state.intents.get(debt.key);
    violations.push({
      property: "owed",
      about: `${name} ${id}`.slice(0, name.length),
      says: `${short(debtor?.capability ?? "what was done")} is done, and ${target === undefined ? "what has to follow it" : short(target)} ${paying.length === 0 ? "is never tried" : "comes too late"}.`,
      expect:
        target === undefined
          ? { kind: "expect", expects: "completed" }
          : { kind: "expect", expects: "once", target, each: false },
    });
  }
  return violations;
}

function isUnderWay({ run }: Trial): boolean {
  return [...run.state.intents.values()].some(
    ({ status }) => status === "doubt" || status === "stuck" || status === "asking",
  );
}

function split(rule: string): readonly [name: string, index: number] {
  const at = rule.lastIndexOf(".");
  return [rule.slice(0, at), Number(rule.slice(at + 1))];
}

type Settled = Extract<RunEvent, { t: "Settled" }>;

/**
 * A step that its own rules reject, though nothing failed, or only because something failed: the plan is not written to
 * keep them. Rejections that depend on data alone (`never … when`, a policy) are intended.
 */
export function refused(trial: Trial): readonly Violation[] {
  const { calm } = trial;
  const refusals = refusalsIn(trial);
  if (refusals.length === 0) return [];
  const before = calm === undefined ? [] : refusalsIn(calm);
  // After a crash, a repeated dispatch counts with its worst case, which no bound includes (semantics, rules 37 and
  // 42).
  const isSentAgain = trial.run.events.some(({ t }) => t === "Lost" || t === "Doubted");
  return refusals
    .filter(({ failure }) => failure?.class !== "budget" || !isSentAgain)
    .filter(({ call }) => !before.some((one) => one.call.node === call.node))
    .map((event) => ({
      property: "refused",
      about: `${event.call.routine}/${event.call.node}`,
      says: `${stepName(event.call)} is refused: ${event.failure?.message ?? ""}`,
      expect: completed,
    }));
}

function refusalsIn({ run }: Trial): readonly Settled[] {
  const { plan } = run.file;
  if (run.state.closed?.outcome.status === "completed") return [];
  return run.events.filter((event): event is Settled => event.t === "Settled" && isRefusal(plan, event));
}

function isRefusal(plan: Plan, event: Settled): boolean {
  const { failure } = event;
  if (failure?.class === "budget") return true;
  if (failure?.class !== "denied") return false;
  return (event.checks ?? []).some(({ check: id, holds, because }) => {
    const check = plan.checks[id];
    if (holds === true || because === undefined || check?.kind !== "guardrail") return false;
    const rule = plan.guardrails.find(({ name }) => name === check.guardrail)?.rules[check.rule];
    return rule !== undefined && !(rule.kind === "never" && rule.when !== undefined);
  });
}
