import { callFailures, type Plan, planFailures } from "@orchlang/plan";
import type { GuardrailRule, Verdict } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor } from "../../claim.ts";
import { actsOf } from "../acts.ts";
import type { Call, EventOf, RunEvent } from "../journal.ts";
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
  const result = placed(plan, routine, node)?.node;
  const target = result === undefined ? undefined : attemptOf(result, slot)?.target;
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
  const guardrailRule = guardrail?.rules[Number(rule.slice(rule.lastIndexOf(".") + 1))];
  return guardrail?.severity === "blocking" && guardrailRule !== undefined && !isForSome(guardrailRule)
    ? rule
    : undefined;
}

/** The manifest: a run calls, asks, holds and wants nothing that is not in it. */
export const manifest: Monitor = ({ file: { plan } }) => [
  factClaim({
    says: "the manifest names all that a run reaches",
    contradicts: ({ events }) => first(events, (event) => reachedBy(plan, event)),
  }),
  factClaim({
    says: "a plan fails only as it declares, or in a way that every plan can",
    contradicts: (run) =>
      first(run.events, (event) =>
        event.t === "Closed" && event.failure !== undefined
          ? undeclared(plan, plan.entry, event.failure.name)
          : undefined,
      ) ??
      first(actsOf(run), ({ role, name, end }) =>
        role === "plan" && end?.status === "failed" && end.failure !== undefined
          ? undeclared(plan, name, end.failure.name)
          : undefined,
      ),
  }),
];

function reachedBy({ manifest, policies }: Plan, event: RunEvent): string | undefined {
  if (event.t === "Began") return beyond("calls", event.capability, manifest.capabilities);
  if (event.t !== "Asked") return undefined;
  const { ask } = event;
  if (ask.ask === "task")
    return (
      beyond("calls", ask.task.capability, manifest.capabilities) ??
      beyond("asks", ask.task.role, manifest.humans)
    );
  if (ask.ask === "hold") return beyond("holds", ask.hold.pool, manifest.pools);
  if (ask.ask !== "gate") return undefined;
  return (
    first(ask.scopes, (scope) => beyond("asks for", scope, manifest.scopes)) ??
    first(ask.approvals ?? [], ({ role }) => beyond("asks", role, manifest.humans)) ??
    first(ask.policies, (name) =>
      beyond(
        "asks",
        name,
        policies.map((policy) => policy.name),
      ),
    ) ??
    (ask.hold === undefined ? undefined : beyond("holds", ask.hold.pool, manifest.pools))
  );
}

function beyond(does: string, what: string, known: readonly string[]): string | undefined {
  return known.includes(what) ? undefined : `it ${does} ${what}, which the manifest does not name`;
}

const usual: ReadonlySet<string> = new Set([...callFailures, ...planFailures]);

/** A plan can fail with what it declares and what its steps can (rule 11). */
function undeclared(plan: Plan, of: string, name: string): string | undefined {
  const declares = plan.routines[of]?.fails ?? plan.goals[of]?.fails ?? [];
  const steps = Object.values(plan.capabilities).flatMap(({ fails }) => fails);
  const called = Object.values(plan.routines).flatMap(({ fails }) => fails);
  if (usual.has(name) || [...declares, ...steps, ...called].includes(name)) return undefined;
  return `${of} failed as ${name}, which nothing declares`;
}
