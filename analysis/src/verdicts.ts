import type { CheckedRule } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { Check, Guardrail, Obligation, Policy } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "./analysis.ts";
import { asInRunOf } from "./approvals/variants.ts";
import type { Path } from "./graph/path.ts";
import type { Finding, Gate } from "./rules/finding.ts";
import { askingMistakes, goalFindings } from "./rules/goal.ts";
import { isPart } from "./rules/part.ts";
import { policyFindings } from "./rules/policy.ts";
import { guardrailRule, runRules } from "./rules/rules.ts";
import { appliesTo, inModuleOrder, ownRunOf, type Run, rootsOf, runOf } from "./rules/run.ts";

/** How every rule that meets a run ended, and what is decided where when it runs. */
export interface Verdicts {
  readonly run: Run;
  readonly obligations: readonly Obligation[];
  /** By the obligation's id, in words. */
  readonly evidence: Readonly<Record<string, string>>;
  /** By the obligation's id, where a way through the outcome graph shows it. */
  readonly paths: Readonly<Record<string, Path>>;
  readonly checks: Readonly<Record<string, Check>>;
  /** By {@link gateKey}: the ids of what is decided there, in order. */
  readonly gates: ReadonlyMap<string, readonly string[]>;
  /** The diagnostics of refused rules. */
  readonly diagnostics: readonly Diagnostic[];
}

export function gateKey({ routine, node, slot, about }: Gate): string {
  return about === undefined ? `${routine}/${node}/${slot}` : `${routine}/${node}/${slot} ${about}`;
}

/** @returns `undefined` where a part of the entry has a mistake in its order. */
export function verdictsOf(analysis: Analysis, entry: string): Verdicts | undefined {
  const run = runOf(asInRunOf(analysis, entry), entry);
  if (run === undefined) return undefined;
  const findings = [
    ...guardrailFindings(run, run.analysis.program.guardrails),
    ...runRules.flatMap((rule) => rule(run)),
  ];
  const evidence: Record<string, string> = {};
  const paths: Record<string, Path> = {};
  const checks: Record<string, Check> = {};
  const gates = new Map<string, string[]>();
  for (const finding of findings) {
    const { id } = finding.obligation;
    evidence[id] = finding.evidence;
    if (finding.path !== undefined) paths[id] = finding.path;
    if (finding.check === undefined) continue;
    checks[id] = finding.check;
    for (const gate of finding.gates) {
      const key = gateKey(gate);
      const known = gates.get(key);
      if (known === undefined) gates.set(key, [id]);
      else if (!known.includes(id)) known.push(id);
    }
  }
  return {
    run,
    obligations: findings.map((finding) => finding.obligation),
    evidence,
    paths,
    checks,
    gates,
    diagnostics: findings.flatMap((finding) => finding.diagnostics),
  };
}

/**
 * Rules refused in a run of a plan by itself, and in no run of a plan that it calls and that can start alone. A rule that
 * does not cover the plan is evaluated where it covers a called one: in this run, if that is a part.
 */
export function mistakesOf(analysis: Analysis, entry: string): readonly Diagnostic[] {
  const known = asInRunOf(analysis, entry);
  const routine = known.routines.get(entry);
  if (routine === undefined || isPart(known.program, routine.checked)) return [];
  const run = ownRunOf(known, routine);
  const { guardrails, policies } = known.program;
  const covers = (policy: CheckedRule<Policy>) => run.reached.some((each) => appliesTo(known, policy, each));
  const mistakes = [
    ...guardrailFindings(run, guardrails),
    ...goalFindings(run),
    ...inModuleOrder(policies)
      .filter(covers)
      .flatMap((policy) => policyFindings(run, policy)),
  ].flatMap(({ diagnostics }) => diagnostics);
  return [...mistakes, ...run.reached.flatMap((each) => askingMistakes(run, each))];
}

function guardrailFindings(run: Run, guardrails: readonly CheckedRule<Guardrail>[]): readonly Finding[] {
  return inModuleOrder(guardrails).flatMap((guardrail) =>
    rootsOf(run, guardrail).flatMap((root) => ofGuardrail(run, root, guardrail)),
  );
}

function ofGuardrail(run: Run, root: AnalysedRoutine, guardrail: CheckedRule<Guardrail>): readonly Finding[] {
  return guardrail.rule.rules.map((rule, index) => guardrailRule({ run, root, guardrail, index, rule }));
}
