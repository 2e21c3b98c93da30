import { callFailures, type Plan } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import type { FaultKind, Passing, SeenApproval, SeenCall } from "./case.ts";
import {
  callerOf,
  choosesLast,
  distinguishesFailures,
  leavesSomething,
  namedFailures,
  plannedAttempt,
  poolsAround,
  retriesPlans,
  withoutEntries,
} from "./plan-facts.ts";

/**
 * The faults of a call, one of each class that the plan could distinguish. Faults that leave no effect and are handled
 * alike count as one: a pure call fails as permanent or by a name of its own; its worker or its process dies.
 */
export function kindsAt(plan: Plan, call: SeenCall | SeenApproval): readonly FaultKind[] {
  if ("role" in call) return kindsOfApproval(call);
  const { slot } = call.intent.call;
  if (slot === "confirm") return ["unknown", "fails permanent"];
  if (slot === "undo") return ["fails permanent"];
  const capability = plan.capabilities[call.capability];
  if (capability === undefined) return [];
  const own: FaultKind[] =
    capability.human !== undefined
      ? ofPerson(call)
      : leavesSomething(plan, call.capability)
        ? ofEffect(plan, call)
        : ofPure(plan, call);
  const lost = poolsAround(plan, call).map((pool): FaultKind => `loses ${pool}`);
  return [...own, ...downAt(plan, call, own), ...(call.attempt === 1 ? lost : [])];
}

/**
 * A person whose approval a policy requires refuses, or does not answer in time; or the run is cancelled while they are
 * asked.
 */
function kindsOfApproval({ due }: SeenApproval): readonly FaultKind[] {
  return due === undefined ? ["refused", "cancel"] : ["refused", "times out", "cancel"];
}

/** A service that is down stays down through every retry, of the call or of the plan around it: that is one fault. */
function downAt(plan: Plan, call: SeenCall, own: readonly FaultKind[]): readonly FaultKind[] {
  const { routine } = call.intent.call;
  if (call.attempt > 1 || withoutEntries(plan, routine) !== routine) return [];
  const retry = plannedAttempt(plan, call)?.options.retry;
  if (retry === undefined && (callerOf(routine) === undefined || !retriesPlans(plan))) return [];
  const passing = own.filter(
    (kind): kind is Passing =>
      kind === "times out" || kind === "fails transient" || isNamedBy(retry?.when, kind),
  );
  return passing.map((kind): FaultKind => `always ${kind}`);
}

/** True for a failure of the call's own that a `retry` asks for by name. */
function isNamedBy(when: Expression | undefined, kind: FaultKind): kind is Passing {
  if (when === undefined || !kind.startsWith("fails ")) return false;
  const name = kind.slice("fails ".length);
  if (callFailures.some((one) => one === name)) return false;
  const error = { name, message: "", attempts: 1 };
  const evaluated = evaluate(when, {
    read: (read) => (read.name === "error" ? { value: error } : { unknown: [read.name] }),
  });
  return !("value" in evaluated) || evaluated.value === true;
}

function ofPerson({ due }: SeenCall): FaultKind[] {
  return due === undefined ? ["cancel"] : ["times out", "cancel"];
}

function ofPure(plan: Plan, call: SeenCall): FaultKind[] {
  // A `finally` may do something of its own for a run that is cancelled, though there is nothing to undo.
  const cancelled: FaultKind[] = choosesLast(plan) && call.attempt === 1 ? ["cancel"] : [];
  const retried = plannedAttempt(plan, call)?.options.retry !== undefined || retriesPlans(plan);
  const passing: FaultKind[] = retried ? [call.due === undefined ? "fails transient" : "times out"] : [];
  if (!distinguishesFailures(plan)) return [...passing, "fails permanent", ...cancelled];
  const timesOut: FaultKind[] = call.due === undefined ? [] : ["times out"];
  return [...new Set([...timesOut, ...failuresOf(plan, call), ...cancelled])];
}

function ofEffect(plan: Plan, call: SeenCall): FaultKind[] {
  const once = plan.capabilities[call.capability]?.effect.kind === "once";
  const limited: FaultKind[] = call.due === undefined ? ["fails transient"] : ["times out", "late"];
  const failures: FaultKind[] = distinguishesFailures(plan)
    ? [...failuresOf(plan, call)]
    : ["fails permanent"];
  // Where a process dies is said by the step; only its first call can be meant.
  const first: FaultKind[] = call.nth === 1 ? ["crash"] : [];
  const deaths: FaultKind[] = once ? [...first, "crash before"] : first;
  return [...new Set([...limited, ...failures, ...deaths, "twice" as const, "cancel" as const])];
}

/** For a handler that takes whatever is left: failures that leave behind what a permanent one does. */
const othersTried = ["invalid_output", "crashed", "circuit_open"] as const;

function failuresOf(plan: Plan, call: SeenCall): readonly FaultKind[] {
  const declared = plan.capabilities[call.capability]?.fails ?? [];
  const named = namedFailures(plan, call);
  const names = new Set(["permanent", "transient", ...declared, ...named]);
  const other = othersTried.find((name) => !names.has(name));
  if (other !== undefined && named.has("permanent") && named.has("transient")) names.add(other);
  return [...names].map((name): FaultKind => `fails ${name}`);
}
