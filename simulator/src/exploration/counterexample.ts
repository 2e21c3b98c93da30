/** A case as a scenario: what anybody can play again. */

import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import type { Scenario, ScenarioClause } from "@orchlang/plan/scenarios";
import { judge } from "../expect/expectation.ts";
import { playScenario } from "../scenario/play.ts";
import { stepOf } from "../scenario/values.ts";
import { approvalTime, lateAfter, lostFor } from "./behaviour.ts";
import {
  type Case,
  lossPoint,
  occurrencePoint,
  type SeenApproval,
  type SeenCall,
  type Trial,
  turnOf,
} from "./case.ts";
import type { Found } from "./explore.ts";
import { isConfirm } from "./plan-facts.ts";
import { happeningsOf, type Stage } from "./stage.ts";
import { completed, short } from "./violation.ts";

export interface Counterexample extends Found {
  readonly scenario: Scenario;
  /** True if the scenario, played by itself, fails as the run did. */
  readonly reproduces: boolean;
}

/** The shortest of the scenarios that fail as the run did; else the one that says the most. */
export function counterexample(stage: Stage, found: Found): Counterexample {
  const expects = [found.violation.expect, completed];
  for (const expect of expects) {
    const wanted = judge(found.trial.run, expect);
    if (wanted === true) continue;
    for (const answers of ["needed", "all"] as const) {
      const scenario = scenarioOf(stage, { ...found, violation: { ...found.violation, expect } }, answers);
      const [judged] = playScenario(scenario, stage.file, stage.context).expectations;
      if (judged?.status === "unmet" && judged.because === wanted)
        return { ...found, scenario, reproduces: true };
    }
  }
  return { ...found, scenario: scenarioOf(stage, found, "all"), reproduces: false };
}

/** A case as a scenario that expects what the violation denies; `needed` leaves out answers that would be made up alike. */
export function scenarioOf(stage: Stage, { trial, violation }: Found, answers: "needed" | "all"): Scenario {
  const { one, calls, approvals } = trial;
  const { plan } = stage;
  const given = Object.entries(one.input).map(
    ([name, value]): ScenarioClause => ({ kind: "given", name, value: constant(value) }),
  );
  const readings = Object.entries(one.readings).map(
    ([signal, value]): ScenarioClause =>
      signal === "now"
        ? { kind: "given", name: "now", value: constant(value) }
        : { kind: "givenSignal", signal, value: constant(value) },
  );
  const faults = [...faultsOf(plan, calls), ...refusalsOf(approvals)];
  return {
    says: titleOf(trial, violation.about),
    target: stage.target,
    clauses: [
      ...given,
      ...readings,
      ...occurrencesOf(one),
      ...answersOf(stage, one, calls, answers),
      ...faults,
      violation.expect,
    ],
  };
}

function occurrencesOf(one: Case): readonly ScenarioClause[] {
  return happeningsOf(one).flatMap((happening): readonly ScenarioClause[] => {
    if (happening.does === "loses")
      return [{ kind: "resourceLost", pool: happening.pool, at: constant(happening.at) }];
    if (happening.does === "senses" && happening.value !== undefined) {
      const { signal, value, at } = happening;
      return [{ kind: "givenSignal", signal, value: constant(value), at: constant(at) }];
    }
    if (happening.does !== "occurs") return [];
    const { event, fields, at } = happening;
    const given = Object.entries((fields ?? {}) as JsonObject).map(([name, value]) => [
      name,
      constant(value),
    ]);
    return [{ kind: "givenEvent", event, fields: Object.fromEntries(given), at: constant(at), twice: false }];
  });
}

function constant(value: Json): { readonly op: "constant"; readonly value: Json } {
  return { op: "constant", value };
}

/** The answer of each capability, and of single calls that are answered differently from the first. */
function answersOf(
  stage: Stage,
  one: Case,
  calls: readonly SeenCall[],
  which: "needed" | "all",
): readonly ScenarioClause[] {
  const byCapability = Map.groupBy(calls, ({ capability }) => capability);
  return [...byCapability].flatMap(([capability, ofIt]) => {
    const declared = stage.plan.capabilities[capability];
    const [first] = ofIt;
    if (declared === undefined || first === undefined || first.ok === undefined || isConfirm(declared))
      return [];
    if (declared.result === null && ofIt.every((call) => !isOwnTime(stage, one, call))) return [];
    const needed = ofIt.some((call) => isOwnTime(stage, one, call) || !isCooperative(stage, one, call));
    if (which === "needed" && !needed) return [];
    const clauses: ScenarioClause[] = [];
    if (declared.result !== null) {
      const after = isOwnTime(stage, one, first) ? { after: constant(first.duration) } : {};
      clauses.push({ kind: "answer", capability, value: constant(first.ok), ...after });
    }
    for (const call of declared.result === null ? ofIt : ofIt.slice(1)) {
      if (call.fault !== undefined) continue;
      if (!equal(call.ok ?? null, first.ok))
        clauses.push(fault(call, { kind: "returns", value: constant(call.ok ?? null) }));
      else if (isOwnTime(stage, one, call) && (declared.result === null || call.duration !== first.duration))
        clauses.push(fault(call, { kind: "answersLate", after: constant(call.duration) }));
    }
    return clauses;
  });
}

function isOwnTime(stage: Stage, one: Case, call: SeenCall): boolean {
  return call.fault === undefined && stage.ownTime(one, call);
}

function isCooperative(stage: Stage, one: Case, call: SeenCall): boolean {
  const declared = stage.plan.capabilities[call.capability];
  if (declared === undefined) return true;
  return equal(call.ok ?? null, stage.resultOf(declared, call.args, { ...one, variation: 0 }) ?? null);
}

type Behaviour = Extract<ScenarioClause, { kind: "capabilityFault" }>["behaviour"];

function fault({ capability, nth }: SeenCall, behaviour: Behaviour): ScenarioClause {
  return { kind: "capabilityFault", capability, call: nth, behaviour };
}

/** One for each call; where a capability fails alike at every call of it, that is said once. */
function faultsOf(plan: Plan, calls: readonly SeenCall[]): readonly ScenarioClause[] {
  const reported = new Set<string>();
  return calls.flatMap((call): readonly ScenarioClause[] => {
    const { capability, fault: kind } = call;
    if (kind === undefined || reported.has(capability)) return [];
    const ofIt = calls.filter((one) => one.capability === capability);
    const isAlways = ofIt.length > 1 && (kind === "times out" || kind.startsWith("fails "));
    if (!isAlways || ofIt.some(({ fault: other }) => other !== kind)) return [faultOf(plan, call, calls)];
    reported.add(capability);
    return [{ kind: "capabilityFault", capability, behaviour: behaviourOf(kind, call) }];
  });
}

function faultOf(plan: Plan, call: SeenCall, calls: readonly SeenCall[]): ScenarioClause {
  const kind = call.fault ?? "times out";
  const halfway = constant(call.at + Math.floor(call.duration / 2));
  if (kind.startsWith("loses "))
    return { kind: "resourceLost", pool: kind.slice("loses ".length), at: halfway, for: constant(lostFor) };
  if (kind === "cancel") return { kind: "operator", command: "cancels", at: halfway };
  if (kind === "crash before") return { kind: "crashAt", at: halfway };
  if (kind === "crash")
    return { kind: "crash", moment: "during", step: stepOf(plan, call.intent, call.capability) };
  const isOnly = calls.filter(({ capability }) => capability === call.capability).length === 1;
  const at = isOnly ? {} : { call: call.nth };
  return { kind: "capabilityFault", capability: call.capability, ...at, behaviour: behaviourOf(kind, call) };
}

/** One for each approval; where a role answers all of several alike, that is said once. */
function refusalsOf(approvals: readonly SeenApproval[]): readonly ScenarioClause[] {
  return [...Map.groupBy(approvals, ({ role }) => role)].flatMap(([role, ofIt]) => {
    const isAlike = ofIt.every(({ fault: kind }) => kind === ofIt[0]?.fault);
    return (isAlike ? ofIt.slice(0, 1) : ofIt).flatMap((approval): readonly ScenarioClause[] => {
      const { fault: kind, nth, at } = approval;
      if (kind === "cancel") {
        const halfway = constant(at + Math.floor(approvalTime(approval) / 2));
        return [{ kind: "operator", command: "cancels", at: halfway }];
      }
      if (kind === undefined) return [];
      const behaviour = kind === "refused" ? "refused" : "timesOut";
      return [{ kind: "approvalFault", role, ...(isAlike ? {} : { call: nth }), behaviour }];
    });
  });
}

function behaviourOf(kind: string, call: SeenCall): Behaviour {
  if (kind.startsWith("fails ")) return { kind: "fails", failure: kind.slice("fails ".length) };
  if (kind === "late") return { kind: "answersLate", after: constant(lateAfter(call)) };
  if (kind === "twice") return { kind: "answersTwice" };
  if (kind === "unknown") return { kind: "returns", value: constant({ state: "unknown" }) };
  return { kind: "timesOut" };
}

const words: Readonly<Record<string, string>> = {
  late: "answers after its time",
  "times out": "times out",
  twice: "answers twice",
  crash: "is under way when the process dies",
  "crash before": "is under way when the process dies",
  cancel: "is under way when the run is cancelled",
  unknown: "is not known",
};

function titleOf({ one: { occurrences, faults }, calls, approvals }: Trial, about: string): string {
  const again = occurrences.flatMap(({ event }, nth) =>
    faults.has(occurrencePoint(nth)) ? [`${short(event)} is reported again`] : [],
  );
  const turned = [...faults].flatMap(([signal, kind]) =>
    turnOf(kind) === undefined ? [] : [`${short(signal)} turns back and again`],
  );
  const gone = [...faults.entries()].flatMap(([point, kind]) =>
    point === lossPoint(kind) ? [`there are no ${short(kind.slice("loses ".length))}`] : [],
  );
  const inCalls = calls.flatMap(({ fault: kind, intent }) => {
    if (kind === undefined) return [];
    const { node, slot } = intent.call;
    const name = slot === "undo" || slot === "confirm" ? `${slot} of ${node}` : node;
    if (kind.startsWith("loses ")) return [`${short(kind.slice("loses ".length))} is lost during ${name}`];
    return [`${name} ${words[kind] ?? kind}`];
  });
  const refusals = approvals.flatMap(({ role, fault: kind, intent }) => {
    if (kind === undefined) return [];
    if (kind === "cancel")
      return [`the run is cancelled while ${short(role)} is asked about ${intent.call.node}`];
    return [`${short(role)} ${kind === "refused" ? "refuses" : "does not answer about"} ${intent.call.node}`];
  });
  const wrong = [...Map.groupBy([...again, ...turned, ...gone, ...inCalls, ...refusals], (one) => one)].map(
    ([one, { length }]) => (length === 1 ? one : `${one} ${length} times`),
  );
  return wrong.length === 0
    ? `nothing goes wrong${/^[\w./]+$/u.test(about) ? ` with ${short(about.slice(about.lastIndexOf("/") + 1))}` : ""}`
    : wrong.join(", and ");
}
