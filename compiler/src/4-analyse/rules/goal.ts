import type { Obligation } from "@orchlang/plan";
import type { CheckedGoal } from "../../3-check/checked.ts";
import { callersFirst } from "../../callees-first.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { shortName } from "../words.ts";
import { type BoundSite, boundOutcome } from "./bound.ts";
import { distinct, type Finding, nodeName } from "./finding.ts";
import { type Leak, leakDiagnostic, leaksIn, tierSink } from "./flow.ts";
import { obligationId } from "./guardrail.ts";
import { calledFrom, type Run } from "./run.ts";
import { summaryOf } from "./summary.ts";

/* What a goal asks of every plan that achieves it: its budget, that it keeps data where it belongs, its success. */

export function goalFindings(run: Run): readonly Finding[] {
  const asked = new Set<CheckedGoal>();
  const ofPlans = run.roots.flatMap((root) => {
    const name = root.checked.head.achieves;
    const goal = name === undefined ? undefined : run.analysis.program.goals.get(name);
    if (goal === undefined) return [];
    asked.add(goal);
    return [...budgets(run, root, goal), ...kept(run, root, goal)];
  });
  return [...ofPlans, ...[...asked].flatMap(successes)];
}

function budgets(
  run: Run,
  root: AnalysedRoutine,
  { goal, origin, clauses }: CheckedGoal,
): readonly Finding[] {
  // What the plans before it have used is gone when a later one is tried.
  const isFirst = !("boundsUntil" in run.entry) || run.roots[0] === root;
  return goal.budget.map(({ of, limit }, index) => {
    const id = obligationId(`budget ${goal.name}`, index, run, root);
    const written = {
      file: origin.file,
      span: clauses.budget ?? origin.nameSpan,
      message: "the goal's budget",
    };
    const site: BoundSite = { run, root, id, resource: of, limit, severity: "blocking", written };
    const outcome = boundOutcome(isFirst ? site : { ...site, untilHere: run.entry.boundsUntil(root) });
    return {
      obligation: {
        id,
        source: { goal: goal.name, clause: "budget", index },
        rule: `${shortName(goal.name)} ${of}`,
        severity: "blocking",
        verdict: outcome.verdict,
        assumes: outcome.assumes,
        nodes: outcome.nodes,
      },
      evidence: outcome.evidence,
      check: outcome.check,
      gates: outcome.gates,
      diagnostics: outcome.diagnostics,
    };
  });
}

function kept(run: Run, root: AnalysedRoutine, { goal, origin, clauses }: CheckedGoal): readonly Finding[] {
  return goal.keep.map(({ label, at }, index) => {
    const sink = tierSink(run, (tier) => tier !== at);
    const leaks = leakyIn(run, root, `keep ${label} at ${at}`, (each) => leaksIn([each], label, sink));
    const written = {
      file: origin.file,
      span: clauses.keep ?? origin.nameSpan,
      message: "the goal keeps it there",
    };
    const verdict: Obligation["verdict"] = leaks.length === 0 ? "proved" : "refused";
    return {
      obligation: {
        id: obligationId(`keep ${goal.name}`, index, run, root),
        source: { goal: goal.name, clause: "keep", index },
        rule: `${shortName(goal.name)} keep ${label}`,
        severity: "blocking",
        verdict,
        assumes: [],
        nodes: distinct(leaks.map(({ routine, located }) => nodeName(routine, located))),
      },
      evidence: leaks.length === 0 ? `nothing ${label} leaves the ${at}` : `${label} data leaves the ${at}`,
      gates: [],
      diagnostics: leaks.map((leak) => leakDiagnostic(leak, label, written)),
    };
  });
}

/** Most plans that a goal's plan leads to leak nothing, and are not looked at again for each that leads to them. */
function leakyIn(
  run: Run,
  root: AnalysedRoutine,
  question: string,
  leaksOf: (routine: AnalysedRoutine) => readonly Leak[],
): readonly Leak[] {
  const leaky = (one: AnalysedRoutine): boolean =>
    summaryOf<boolean>(
      run.analysis,
      question,
      one,
      (each, of) => leaksOf(each).length > 0 || calledFrom(run.analysis, each).some(of),
    );
  if (!leaky(root)) return [];
  return callersFirst([root], (each) => calledFrom(run.analysis, each).filter(leaky)).flatMap(leaksOf);
}

/** Conditions over the result are looked at when the run closes. */
function successes({ goal }: CheckedGoal): readonly Finding[] {
  return goal.success.map(({ says }, index) => ({
    obligation: {
      id: `success ${goal.name} ${index}`,
      source: { goal: goal.name, clause: "success", index },
      rule: says,
      severity: "blocking",
      verdict: "checked",
      assumes: [],
      nodes: [],
    },
    evidence: "decided over the result, when the run closes",
    gates: [],
    diagnostics: [],
  }));
}
