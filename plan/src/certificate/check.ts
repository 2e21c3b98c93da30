import type { Certificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Plan, PlanFile } from "../shapes/plan.ts";
import type { GuardrailRule, Obligation, Resource } from "../shapes/rule.ts";
import { checkAbsent } from "./absent.ts";
import { type BoundClaim, checkBound } from "./bound.ts";
import { checkCount } from "./count.ts";
import { checkDecided, type DecidedClaim } from "./decided.ts";
import { checkDemand } from "./demand.ts";
import { checkHeld, checkLatency, type LatencyClaim } from "./duration.ts";
import { checkLabels, type LabelClaim } from "./labels.ts";
import { checkOrder } from "./order.ts";
import { entries, type Indexed, type Program, programOf } from "./program.ts";
import { type CertificateReport, type RejectedCertificate, type Rejection, rejected } from "./report.ts";
import { checkStated } from "./stated.ts";

/**
 * Verifies, for each obligation that the plan calls proved, the certificate that the file carries for it: from the plan
 * and the semantics alone, step by step. What it cannot verify it rejects, with the place and the reason; what has no
 * certificate is missing. An obligation that is checked or refused needs none. Throws nothing.
 */
export function checkCertificates({
  plan,
  certificates = {},
}: Pick<PlanFile, "plan" | "certificates">): CertificateReport {
  const program = programOf(plan);
  const verified: string[] = [];
  const refused: RejectedCertificate[] = [];
  const missing: string[] = [];
  for (const obligation of plan.obligations) {
    if (obligation.verdict !== "proved") continue;
    const { id } = obligation;
    const certificate = Object.hasOwn(certificates, id) ? certificates[id] : undefined;
    if (certificate === undefined) missing.push(id);
    else {
      const because = checkOne(program, obligation, certificate);
      if (because === undefined) verified.push(id);
      else refused.push({ ok: false, obligation: id, ...because });
    }
  }
  return { verified, rejected: refused, missing };
}

/** Why a certificate does not show what its obligation claims; `undefined`: it does. */
export function checkOne(
  program: Program,
  obligation: Obligation,
  certificate: Certificate,
): Rejection | undefined {
  const { source } = obligation;
  const bound = boundClaim(program, obligation);
  if (bound !== undefined && certificate.kind === "bound") return checkBound(bound, certificate);
  const latency = latencyClaim(program, obligation);
  if (latency !== undefined && certificate.kind === "latency") return checkLatency(latency, certificate);
  if ("step" in source && source.clause === "held" && certificate.kind === "latency")
    return checkHeld(program, source.step, certificate);
  const decided = decidedClaim(program, obligation);
  if (decided !== undefined && certificate.kind === "decided") return checkDecided(decided);
  if ("guardrail" in source) {
    const rule = ruleOf(program.plan, source);
    const roots = rootsOf(program, obligation, `guardrail ${source.guardrail} ${source.rule}`);
    if (rule === undefined || roots.length === 0)
      return rejected(obligation.id, "it names no rule of the plan");
    return checkRule(program, roots, rule, certificate, isKept(obligation));
  }
  if ("pool" in source && certificate.kind === "demand")
    return checkDemand({ program, roots: entries(program), pool: source.pool }, certificate);
  if ("step" in source && certificate.kind === "stated") return checkStated(program, source);
  const claim = labelClaim(program, obligation);
  if (claim !== undefined && certificate.kind === "labels") return checkLabels(claim, certificate);
  return rejected(obligation.id, `a ${certificate.kind} certificate does not show this`);
}

/** Conditions that always come out one way: a policy that never applies, or always allows. */
export function decidedClaim(program: Program, { id, source }: Obligation): DecidedClaim | undefined {
  const { plan } = program;
  if ("policy" in source && id === `policy ${source.policy} ${source.verdict}`) {
    const policy = plan.policies.find(({ name }) => name === source.policy);
    const verdict = policy?.verdicts[source.verdict];
    if (policy === undefined || verdict === undefined || !("when" in verdict)) return undefined;
    const is = verdict.kind === "allow";
    return { program, roots: entries(program), on: policy.on, when: verdict.when, is, callsOnly: true };
  }
  if (!("guardrail" in source)) return undefined;
  const rule = ruleOf(plan, source);
  const roots = rootsOf(program, { id }, `guardrail ${source.guardrail} ${source.rule}`);
  return rule?.kind === "never" && rule.when !== undefined && roots.length > 0
    ? { program, roots, on: [rule.of], when: rule.when, is: false, callsOnly: false }
    : undefined;
}

/** What may be spent at most, of the obligations that say so. */
export function boundClaim(program: Program, obligation: Obligation): BoundClaim | undefined {
  const { of, limit, roots } = limited(program, obligation) ?? {};
  if (of === undefined || of === "latency" || limit === undefined || roots === undefined) return undefined;
  return { program, roots, of, limit, kept: isKept(obligation) };
}

/** Whether it is assumed that no member which is held is lost. */
export function isKept({ assumes }: Obligation): boolean {
  return assumes.includes("no member lost");
}

/** How long a run may last at most. */
export function latencyClaim(program: Program, obligation: Obligation): LatencyClaim | undefined {
  const { of, limit, roots } = limited(program, obligation) ?? {};
  return of === "latency" && limit !== undefined && roots !== undefined
    ? { program, roots, limit }
    : undefined;
}

interface Limited {
  readonly of: Resource;
  readonly limit: Expression;
  readonly roots: readonly Indexed[];
}

function limited(program: Program, { id, source }: Obligation): Limited | undefined {
  const { plan } = program;
  if ("guardrail" in source) {
    const rule = ruleOf(plan, source);
    return rule?.kind === "bound" ? { of: rule.of, limit: rule.limit, roots: entries(program) } : undefined;
  }
  if (!("goal" in source) || source.clause !== "budget") return undefined;
  const goal = plan.goals[source.goal];
  const names = goal?.alternatives ?? [];
  // Of a plan the budget is kept where those that are tried before it leave it enough.
  const last = names.findIndex((name) => id === `budget ${source.goal} ${source.index} in ${name}`);
  const tried = last === -1 ? names : names.slice(0, last + 1);
  const roots = tried.flatMap((name) => program.routines.get(name) ?? []);
  const budget = goal?.budget[source.index];
  return budget === undefined || roots.length === 0
    ? undefined
    : { of: budget.of, limit: budget.limit, roots };
}

/** Where labels may not come, of the obligations that speak of that; `undefined`: it is not one of them, or a place is cleared for all. */
export function labelClaim(program: Program, obligation: Obligation): LabelClaim | undefined {
  const { source } = obligation;
  const { plan } = program;
  if ("guardrail" in source) {
    const rule = ruleOf(plan, source);
    const roots = rootsOf(program, obligation, `guardrail ${source.guardrail} ${source.rule}`);
    return rule?.kind === "flow" && roots.length > 0
      ? { program, roots, label: rule.label, to: rule.to }
      : undefined;
  }
  const roots = entries(program);
  if ("goal" in source && source.clause === "keep") {
    const kept = plan.goals[source.goal]?.keep[source.index];
    return kept && { program, roots, label: kept.label, to: { tier: kept.at, others: true } };
  }
  if (!("capability" in source) || source.clause !== "clearance") return undefined;
  const clearance = plan.capabilities[source.capability]?.clearance.confidentiality;
  const above = ({ public: "internal", internal: "personal", personal: "secret", secret: "secret" } as const)[
    clearance ?? "secret"
  ];
  return {
    program,
    roots,
    label: clearance === "secret" ? "nothing" : above,
    to: { cleared: source.capability },
  };
}

function ruleOf(
  plan: Plan,
  source: { readonly guardrail: string; readonly rule: number },
): GuardrailRule | undefined {
  return plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
}

/** The plans that a rule is kept over: those of the entry, or the one that the obligation's id names. */
export function rootsOf(
  program: Program,
  { id }: Pick<Obligation, "id">,
  source: string,
): readonly Indexed[] {
  if (id === source) return entries(program);
  const named = id.startsWith(`${source} in `)
    ? program.routines.get(id.slice(source.length + 4))
    : undefined;
  return named === undefined ? [] : [named];
}

function checkRule(
  program: Program,
  roots: readonly Indexed[],
  rule: GuardrailRule,
  certificate: Certificate,
  kept: boolean,
): Rejection | undefined {
  const claim = { program, roots };
  const wrong = rejected(rule.kind, `a ${certificate.kind} certificate does not show this`);
  switch (rule.kind) {
    case "before":
      if (certificate.kind === "absent") return checkAbsent({ ...claim, of: rule.second.selector });
      if (certificate.kind !== "dominator") return wrong;
      return checkOrder({ ...claim, first: [rule.first], second: rule.second }, certificate);
    case "preceded":
      if (certificate.kind === "absent") return checkAbsent({ ...claim, of: rule.every.selector });
      if (certificate.kind !== "dominator") return wrong;
      return checkOrder({ ...claim, first: rule.by, second: rule.every }, certificate);
    case "atMost":
      if (certificate.kind === "absent") return checkAbsent({ ...claim, of: rule.of.selector });
      if (certificate.kind !== "count") return wrong;
      return checkCount({ program, roots: entries(program), kept, ...rule }, certificate);
    case "followed":
      return certificate.kind === "absent" ? checkAbsent({ ...claim, of: rule.every.selector }) : wrong;
    case "never":
      return certificate.kind === "absent" ? checkAbsent({ ...claim, of: rule.of }) : wrong;
    case "flow": {
      const to = "selector" in rule.to ? rule.to.selector : undefined;
      if (certificate.kind === "absent" && to !== undefined) return checkAbsent({ ...claim, of: to });
      return certificate.kind === "labels" ? checkLabels({ ...claim, ...rule }, certificate) : wrong;
    }
    default:
      return wrong;
  }
}
