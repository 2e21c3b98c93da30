import type { CheckedRule } from "@orchlang/checker";
import type { Guardrail, GuardrailRule, Obligation, Severity } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import type { Path } from "../graph/path.ts";
import { shortName } from "../words.ts";
import type { Finding, Gate } from "./finding.ts";
import type { Run } from "./run.ts";

/** One rule of a guardrail, and the plan that it is looked at over as a whole. */
export interface GuardrailSite<R extends GuardrailRule = GuardrailRule> {
  readonly run: Run;
  readonly root: AnalysedRoutine;
  readonly guardrail: CheckedRule<Guardrail>;
  readonly index: number;
  readonly rule: R;
}

/** The result of a rule's analysis; the rest of the finding is the same for all rules. */
export interface Outcome {
  readonly verdict: Obligation["verdict"];
  readonly evidence: string;
  readonly path?: Path;
  readonly nodes: readonly string[];
  readonly assumes?: Obligation["assumes"];
  readonly gates?: readonly Gate[];
  readonly diagnostics?: Finding["diagnostics"];
}

export function guardrailFinding(site: GuardrailSite, outcome: Outcome): Finding {
  const { guardrail, index, root, run } = site;
  const { name, severity } = guardrail.rule;
  const id = obligationId(`guardrail ${name}`, index, run, root);
  return {
    obligation: {
      id,
      source: { guardrail: name, rule: index },
      rule: ruleName(guardrail, index, shortName(name)),
      severity,
      verdict: outcome.verdict,
      assumes: outcome.assumes ?? [],
      nodes: outcome.nodes,
    },
    evidence: outcome.evidence,
    ...(outcome.path === undefined ? {} : { path: outcome.path }),
    ...(outcome.verdict === "proved"
      ? {}
      : { check: { id, kind: "guardrail", guardrail: name, rule: index } }),
    gates: outcome.gates ?? [],
    diagnostics: stops(severity) && outcome.verdict === "refused" ? (outcome.diagnostics ?? []) : [],
  };
}

/** Only what is blocking refuses or stops (semantics, rule 41). */
export function stops(severity: Severity): boolean {
  return severity === "blocking";
}

/** `affordable`; of a guardrail with more than one rule `bounded 2`. */
export function ruleName(guardrail: CheckedRule<Guardrail>, index: number, name: string): string {
  return guardrail.rule.rules.length > 1 ? `${name} ${index + 1}` : name;
}

/** Unique in a plan file: a rule that several plans have to keep apart is listed for each. */
export function obligationId(source: string, index: number, run: Run, root: AnalysedRoutine): string {
  const alone = run.roots.length === 1 && run.roots[0] === root;
  return alone ? `${source} ${index}` : `${source} ${index} in ${root.checked.name}`;
}
