import type { GuardrailRule } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { calledFrom, summaryOf } from "../../graph/call-graph.ts";
import { shortened } from "../../graph/path.ts";
import type { Finding } from "../finding.ts";
import { type GuardrailSite, guardrailFinding, stops } from "../guardrail.ts";
import { isPart } from "../part.ts";
import { appliesTo, ownRunOf } from "../run.ts";
import { boundOutcome, isBroken } from "./bound.ts";

/** Whether a plan that it calls, that can start alone and that the rule covers too, can't keep it by itself. */
function isToldBelow({
  guardrail,
  rule: { of: resource, limit },
  run: { analysis, mistakesOnly },
  root,
}: GuardrailSite<GuardrailRule & { readonly kind: "bound" }>): boolean {
  if (mistakesOnly !== true) return false;
  const { module } = guardrail.origin;
  const question = `broken ${module} ${guardrail.rule.name} ${resource} ${JSON.stringify(limit)}`;
  const isToldIn = (one: AnalysedRoutine): boolean =>
    summaryOf<boolean>(
      analysis,
      question,
      one,
      (each, of) =>
        appliesTo(analysis, guardrail, each) &&
        (calledFrom(analysis, each).some(of) ||
          (!isPart(analysis.program, each.checked) &&
            isBroken({ run: ownRunOf(analysis, each), root: each, resource, limit }))),
    );
  return calledFrom(analysis, root).some(isToldIn);
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
  const outcome = boundOutcome(several ? { ...question, bounds: run.entry.bounds.run() } : question);
  const isOpen = stops(severity) && outcome.diagnostics.length > 0;
  return {
    obligation: {
      ...finding.obligation,
      verdict: outcome.verdict,
      assumes: outcome.assumes,
      nodes: outcome.nodes,
    },
    evidence: outcome.evidence,
    // The longest path is what the time is made of.
    ...(rule.of === "latency" && run.mistakesOnly !== true
      ? { path: shortened(root.bounds.criticalPath) }
      : {}),
    check: outcome.check,
    gates: outcome.gates,
    diagnostics: isOpen && !isToldBelow(site) ? outcome.diagnostics : [],
  };
}
