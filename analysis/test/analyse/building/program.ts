import type {
  CheckedCapability,
  CheckedGoal,
  CheckedProgram,
  CheckedRoutine,
  CheckedRule,
  CheckedStatement,
  Pool,
} from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Goal, Schema } from "@orchlang/plan";
import type { Guardrail, GuardrailRule, Policy, Severity, Verdict } from "@orchlang/plan/rules";
import { internal, intType, origin, span } from "./place.ts";
import { block } from "./statement.ts";

export interface RoutineParts {
  readonly params?: Readonly<Record<string, Type>>;
  readonly result?: Type;
  readonly achieves?: string;
  readonly timeout?: number;
  readonly under?: readonly string[];
  readonly finally?: readonly CheckedStatement[];
}

export function routine(
  name: string,
  statements: readonly CheckedStatement[],
  parts: RoutineParts = {},
): CheckedRoutine {
  const { params = { n: intType }, result = intType } = parts;
  const anything: Schema = true;
  const parameters = Object.keys(params).map((param) => ({ name: param, schema: anything, label: internal }));
  return {
    name,
    origin: origin(),
    head: {
      params: parameters,
      result: { schema: anything, label: internal },
      priority: "normal",
      fails: [],
      ...(parts.achieves === undefined ? {} : { achieves: parts.achieves }),
      ...(parts.timeout === undefined ? {} : { timeout: { op: "constant" as const, value: parts.timeout } }),
    },
    params: parameters,
    types: { params, result },
    resultLabel: internal,
    under: parts.under ?? [],
    body: block("root", statements),
    ...(parts.finally === undefined ? {} : { finally: block("finally", parts.finally) }),
  };
}

export function goal(name: string, clauses: Partial<Omit<Goal, "name" | "alternatives">> = {}): CheckedGoal {
  return {
    most: 3,
    goal: {
      name,
      params: [{ name: "n", schema: true, label: internal }],
      result: { schema: true, label: internal },
      intents: [],
      success: [],
      budget: [],
      optimize: "balanced",
      keep: [],
      fails: [],
      ...clauses,
    },
    origin: origin(),
    clauses: {},
  };
}

export function guardrail(
  name: string,
  rules: readonly GuardrailRule[],
  severity: Severity = "blocking",
): CheckedRule<Guardrail> {
  return { rule: { name, severity, rules }, origin: origin(), spans: rules.map(span) };
}

export function policy(
  name: string,
  on: readonly string[],
  verdicts: readonly Verdict[],
  severity: Severity = "blocking",
): CheckedRule<Policy> {
  return {
    rule: { name, severity, on: on.map((each) => ({ name: each })), verdicts },
    origin: origin(),
    spans: verdicts.map(span),
  };
}

export interface ProgramParts {
  readonly capabilities?: readonly CheckedCapability[];
  readonly routines?: readonly CheckedRoutine[];
  readonly goals?: readonly CheckedGoal[];
  readonly guardrails?: readonly CheckedRule<Guardrail>[];
  readonly policies?: readonly CheckedRule<Policy>[];
  readonly pools?: readonly Pool[];
}

export function program(parts: ProgramParts): CheckedProgram {
  return {
    capabilities: new Map((parts.capabilities ?? []).map((each) => [each.capability.name, each])),
    goals: new Map((parts.goals ?? []).map((each) => [each.goal.name, each])),
    routines: new Map((parts.routines ?? []).map((each) => [each.name, each])),
    policies: parts.policies ?? [],
    guardrails: parts.guardrails ?? [],
    scenarios: [],
    schemas: {},
    roles: { lead: { clearance: "personal" } },
    pools: Object.fromEntries(
      (parts.pools ?? []).map((pool) => [
        pool.name,
        { pool, origin: origin(), clauses: {}, member: true, units: {} },
      ]),
    ),
    diagnostics: [],
  };
}
