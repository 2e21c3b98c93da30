import type { GuardrailRule } from "@orchlang/plan";
import { boundOutcome, isBroken } from "./bound.ts";
import type { Finding } from "./finding.ts";
import { type GuardrailSite, guardrailFinding, stops } from "./guardrail.ts";
import { appliesTo, calledFrom, ownRunOf } from "./run.ts";

/** Whether a plan that it calls, and that the rule covers too, can't keep it by itself. */
function isToldBelow(site: GuardrailSite<GuardrailRule & { readonly kind: "bound" }>): boolean {
  const { guardrail, rule, run, root } = site;
  if (run.mistakesOnly !== true) return false;
  return calledFrom(run.analysis, root).some(
    (called) =>
      appliesTo(run.analysis, guardrail, called) &&
      (isBroken({
        run: ownRunOf(run.analysis, called),
        root: called,
        resource: rule.of,
        limit: rule.limit,
      }) ||
        isToldBelow({ ...site, root: called })),
  );
}

/** `cost <= $40` in a guardrail: the ledger holds it at every begin, proved or not. */
export function guardrailBound(site: GuardrailSite<GuardrailRule & { readonly kind: "bound" }>): Finding {
  const { guardrail, index, rule, run, root } = site;
  const { severity } = guardrail.rule;
  const finding = guardrailFinding(site, { verdict: "proved", evidence: "", nodes: [] });
  const { id } = finding.obligation;
  const written = {
    file: guardrail.origin.file,
    span: guardrail.spans[index] ?? guardrail.origin.nameSpan,
    message: "the limit",
  };
  const question: Parameters<typeof boundOutcome>[0] = {
    run,
    root,
    id,
    resource: rule.of,
    limit: rule.limit,
    severity,
    written,
  };
  // A run of a goal may go through several of its plans.
  const several = run.roots.length > 1 && run.roots.includes(root);
  const outcome = boundOutcome(several ? { ...question, bounds: run.entry.bounds.bounds } : question);
  return {
    obligation: {
      ...finding.obligation,
      verdict: outcome.verdict,
      assumes: outcome.assumes,
      nodes: outcome.nodes,
    },
    evidence: outcome.evidence,
    check: outcome.check,
    gates: outcome.gates,
    diagnostics: stops(severity) && !isToldBelow(site) ? outcome.diagnostics : [],
  };
}
