import type { Plan } from "@orchlang/plan";
import type { GuardrailRule, Verdict } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor } from "../../claim.ts";
import type { Call, EventOf } from "../journal.ts";
import { attemptOf, callerOf, placed, routineOf } from "../layout.ts";
import { factClaim, first } from "./fact.ts";

/** "No rule for X at …": nothing that a blocking rule says holds that call back, or is owed because of it. */
export const coverage: Monitor = ({ file: { plan } }) =>
  plan.coverage.capabilities.flatMap(({ capability, uncovered }) =>
    uncovered.map((way) =>
      factClaim({
        says: `no rule for ${capability} at ${way.join(" > ")}`,
        contradicts: (run) => guardedAt(run, capability, way.join(" > ")),
      }),
    ),
  );

function guardedAt(run: SimulatedRun, capability: string, way: string): string | undefined {
  const { plan } = run.file;
  return first(run.events, (event) => {
    if (event.t !== "Settled" && event.t !== "Owed") return undefined;
    if (called(plan, event.call) !== capability || wayOf(event.call) !== way) return undefined;
    const rule = event.t === "Settled" ? heldBackBy(plan, event) : owedTo(plan, event.rule);
    return rule === undefined ? undefined : `${rule} speaks of ${way}`;
  });
}

function called(plan: Plan, { routine, node, slot }: Call): string | undefined {
  const found = placed(plan, routine, node)?.node;
  const target = found === undefined ? undefined : attemptOf(found, slot)?.target;
  return target !== undefined && "capability" in target ? target.capability : undefined;
}

/** `routine/node` from the entry down. */
function wayOf(call: Call): string {
  const steps = [`${routineOf(call.routine)}/${call.node}`];
  for (let at = callerOf(call.routine); at !== undefined; at = callerOf(at.path))
    steps.unshift(`${routineOf(at.path)}/${at.node}`);
  return steps.join(" > ");
}

/** The blocking rule that did not let a call begin; one with a `when` of its own is for some calls alone. */
function heldBackBy(plan: Plan, { failure, checks = [] }: EventOf<"Settled">): string | undefined {
  if (failure?.class !== "denied") return undefined;
  return checks.find(({ check, holds }) => holds !== true && isGuard(plan, check))?.check;
}

function isGuard(plan: Plan, id: string): boolean {
  const check = plan.checks[id];
  if (check?.kind === "policy")
    return plan.policies.some(
      ({ name, severity, verdicts }) =>
        name === check.policy && severity === "blocking" && isDenial(verdicts[check.verdict]),
    );
  if (check?.kind !== "guardrail") return false;
  const guardrail = plan.guardrails.find(({ name }) => name === check.guardrail);
  const rule = guardrail?.rules[check.rule];
  return guardrail?.severity === "blocking" && rule !== undefined && !isForSome(rule);
}

function isDenial(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && verdict.kind !== "warn" && verdict.kind !== "record";
}

function isForSome(rule: GuardrailRule): boolean {
  switch (rule.kind) {
    case "before":
      return rule.second.when !== undefined;
    case "preceded":
    case "followed":
      return rule.every.when !== undefined;
    case "atMost":
      return rule.of.when !== undefined;
    default:
      return false;
  }
}

function owedTo({ guardrails }: Plan, rule: string): string | undefined {
  const name = rule.slice(0, rule.lastIndexOf("."));
  const guardrail = guardrails.find((each) => each.name === name);
  const said = guardrail?.rules[Number(rule.slice(rule.lastIndexOf(".") + 1))];
  return guardrail?.severity === "blocking" && said !== undefined && !isForSome(said) ? rule : undefined;
}
