import type { Certificate } from "../shapes/certificate.ts";
import type { Plan, PlanFile } from "../shapes/plan.ts";
import type { GuardrailRule, Obligation } from "../shapes/rule.ts";
import { checkAbsent } from "./absent.ts";
import { checkCount } from "./count.ts";
import { checkOrder } from "./order.ts";
import { entries, type Indexed, type Program, programOf } from "./program.ts";
import { type CertificateReport, type RejectedCertificate, type Rejection, rejected } from "./report.ts";

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
  if ("guardrail" in source) {
    const rule = ruleOf(program.plan, source);
    const roots = rootsOf(program, obligation, `guardrail ${source.guardrail} ${source.rule}`);
    if (rule === undefined || roots.length === 0)
      return rejected(obligation.id, "it names no rule of the plan");
    return checkRule(program, roots, rule, certificate);
  }
  return rejected(obligation.id, `a ${certificate.kind} certificate does not show this`);
}

function ruleOf(
  plan: Plan,
  source: { readonly guardrail: string; readonly rule: number },
): GuardrailRule | undefined {
  return plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
}

/** The plans that a rule is kept over: those of the entry, or the one that the obligation's id names. */
export function rootsOf(program: Program, { id }: Obligation, source: string): readonly Indexed[] {
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
      return checkCount({ program, roots: entries(program), ...rule }, certificate);
    case "followed":
      return certificate.kind === "absent" ? checkAbsent({ ...claim, of: rule.every.selector }) : wrong;
    case "never":
      return certificate.kind === "absent" ? checkAbsent({ ...claim, of: rule.of }) : wrong;
    default:
      return wrong;
  }
}
