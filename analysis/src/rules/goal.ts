import { type CheckedGoal, callersFirst } from "@orchlang/checker";
import type { Diagnostic, Label } from "@orchlang/language";
import type { Tier } from "@orchlang/plan";
import type { Obligation } from "@orchlang/plan/rules";

import type { AnalysedRoutine } from "../analysis.ts";
import { anywhere, calledFrom } from "../graph/call-graph.ts";
import { targetName } from "../tree.ts";
import { shortName } from "../words.ts";
import { type BoundSite, boundOutcome } from "./bound/bound.ts";
import { distinct, type Finding, nodeName } from "./finding.ts";
import { type Leak, leakDiagnostic, leaksIn, type SinkOf, startedLeaks, tierSink } from "./flow.ts";
import { obligationId } from "./guardrail.ts";
import type { Run } from "./run.ts";

/* A goal's requirements on every plan that achieves it: its budget, its data locality, its success. */

export function goalFindings(run: Run): readonly Finding[] {
  const asked = new Set<CheckedGoal>();
  const ofPlans = run.roots.flatMap((root) => {
    const name = root.checked.head.achieves;
    const goal = name === undefined ? undefined : run.analysis.program.goals.get(name);
    if (goal === undefined) return [];
    asked.add(goal);
    return [...budgets(run, root, goal), ...kept(run, root, goal)];
  });
  return [
    ...ofPlans,
    ...[...asked].flatMap((goal) => successes(goal, [])),
    ...calledGoals(run, asked).flatMap((called) => calledFindings(run, called)),
  ];
}

/** A goal that a step asks for, or whose plan it calls by name: it asks the same of them there. */
interface CalledGoal {
  readonly goal: CheckedGoal;
  /** The plans of it that may run. */
  readonly plans: readonly AnalysedRoutine[];
}

function calledGoals(run: Run, asked: ReadonlySet<CheckedGoal>): readonly CalledGoal[] {
  const plans = new Map<CheckedGoal, AnalysedRoutine[]>();
  for (const routine of run.reached) {
    const { achieves } = routine.checked.head;
    const goal = achieves === undefined ? undefined : run.analysis.program.goals.get(achieves);
    if (goal === undefined || asked.has(goal) || run.roots.includes(routine)) continue;
    plans.set(goal, [...(plans.get(goal) ?? []), routine]);
  }
  return [...plans].map(([goal, each]) => ({ goal, plans: each }));
}

/** Mistakes of one of its plans are reported in a run of that plan by itself. */
function calledFindings(run: Run, { goal, plans }: CalledGoal): readonly Finding[] {
  const calls = callsOf(run, goal, plans);
  const findings = [
    ...plans.flatMap((plan) => [
      ...budgets(run, plan, goal).map((finding) => at(finding, calls)),
      ...kept(run, plan, goal),
    ]),
    ...successes(goal, calls),
  ];
  return findings.map(({ check: _, ...finding }) => ({ ...finding, gates: [], diagnostics: [] }));
}

/** True if a step leaves it to the goal which of its plans is tried. */
function isAskedFor({ reached }: Run, name: string): boolean {
  return reached.some(({ tree }) =>
    tree.all.some(({ attempts }) =>
      attempts.some(({ attempt: { target } }) => "goal" in target && target.goal === name),
    ),
  );
}

function at(finding: Finding, nodes: readonly string[]): Finding {
  return { ...finding, obligation: { ...finding.obligation, nodes } };
}

/** The steps that ask for a goal, or for one of its plans. */
function callsOf(
  run: Run,
  { goal: { name } }: CheckedGoal,
  plans: readonly AnalysedRoutine[],
): readonly string[] {
  const wanted = new Set([name, ...plans.map(({ checked }) => checked.name)]);
  return run.reached.flatMap((routine) =>
    routine.tree.all
      .filter(({ attempts }) => attempts.some(({ attempt }) => wanted.has(targetName(attempt.target))))
      .map((linked) => nodeName(routine, linked)),
  );
}

function budgets(
  run: Run,
  root: AnalysedRoutine,
  { goal, origin, clauses }: CheckedGoal,
): readonly Finding[] {
  // The amounts that earlier plans have used are gone when a later one is tried.
  const isRoot = run.roots.includes(root);
  const entry = isRoot
    ? run.entry
    : isAskedFor(run, goal.name)
      ? run.analysis.goals.get(goal.name)
      : undefined;
  const before =
    entry !== undefined && "boundsUntil" in entry && entry.alternatives.indexOf(root) > 0
      ? {
          untilHere: entry.boundsUntil(root),
          before: entry.alternatives.slice(0, entry.alternatives.indexOf(root)),
        }
      : {};
  return goal.budget.map(({ of, limit }, index) => {
    const id = obligationId(`budget ${goal.name}`, index, run, root);
    const written = {
      file: origin.file,
      span: clauses.budget ?? origin.nameSpan,
      message: "the goal's budget",
    };
    const site: BoundSite = {
      run,
      root,
      id,
      name: goal.name,
      resource: of,
      limit,
      severity: "blocking",
      written,
    };
    const outcome = boundOutcome({ ...site, ...before, ...(isRoot ? {} : { called: true }) });
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

/** Decisions that a plan of the goal is tried count too: in an earlier plan, at a trigger and in callers. */
function kept(run: Run, root: AnalysedRoutine, checked: CheckedGoal): readonly Finding[] {
  const { goal } = checked;
  return goal.keep.map(({ label, at }, index) => {
    const sink = awayFrom(at);
    const own = [
      ...leakyIn(run, root, `keep ${label} at ${at}`, (each) => leaksIn(run.analysis, [each], label, sink)),
      ...startedLeaks(run.analysis, root, label, sink),
    ];
    const inside = insideOf(goal.name, sink);
    const ofCallers = run.roots.flatMap((each) => [
      ...leakyIn(run, each, `keep ${label} at ${at} in ${goal.name}`, (caller) =>
        leaksIn(run.analysis, [caller], label, inside),
      ),
      ...startedLeaks(run.analysis, each, label, inside),
    ]);
    const leaks = [...own, ...ofCallers];
    const verdict: Obligation["verdict"] = leaks.length === 0 ? "proved" : "refused";
    return {
      obligation: {
        id: obligationId(`keep ${goal.name}`, index, run, root),
        source: { goal: goal.name, clause: "keep", index },
        rule: `${shortName(goal.name)} keep ${label}`,
        severity: "blocking",
        verdict,
        assumes: [],
        nodes: distinct(leaks.map(({ routine, linked }) => nodeName(routine, linked))),
      },
      evidence: leaks.length === 0 ? `nothing ${label} leaves the ${at}` : `${label} data leaves the ${at}`,
      gates: [],
      diagnostics: own.map((leak) => leakDiagnostic(leak, label, keepClause(checked))),
    };
  });
}

/** Labelled data of a plan, or of a trigger that starts it, decides that goals which keep it are asked for. */
export function askingMistakes({ analysis }: Run, routine: AnalysedRoutine): readonly Diagnostic[] {
  return [...analysis.program.goals.values()].flatMap((checked) =>
    checked.goal.keep.flatMap(({ label, at }) => {
      const inside = insideOf(checked.goal.name, awayFrom(at));
      const leaks = [
        ...leaksIn(analysis, [routine], label, inside),
        ...startedLeaks(analysis, routine, label, inside),
      ];
      return leaks.map((leak) => leakDiagnostic(leak, label, keepClause(checked)));
    }),
  );
}

function awayFrom(at: Tier): SinkOf {
  return tierSink((tier) => tier !== at);
}

function insideOf(goal: string, sink: SinkOf): SinkOf {
  return (use) => (use.goals?.includes(goal) === true ? sink(use) : undefined);
}

function keepClause({ origin, clauses }: CheckedGoal): Label {
  return { file: origin.file, span: clauses.keep ?? origin.nameSpan, message: "the goal keeps it there" };
}

/** Most plans that a goal's plan leads to leak nothing, and are not looked at again for each that leads to them. */
function leakyIn(
  run: Run,
  root: AnalysedRoutine,
  question: string,
  leaksOf: (routine: AnalysedRoutine) => readonly Leak[],
): readonly Leak[] {
  const leaky = (one: AnalysedRoutine): boolean =>
    anywhere(run.analysis, question, one, (each) => leaksOf(each).length > 0);
  if (!leaky(root)) return [];
  return callersFirst([root], (each) => calledFrom(run.analysis, each).filter(leaky)).flatMap(leaksOf);
}

/** Conditions over the result are looked at when the run closes, or the step that asks for it. */
function successes({ goal }: CheckedGoal, calls: readonly string[]): readonly Finding[] {
  return goal.success.map(({ says }, index) => ({
    obligation: {
      id: `success ${goal.name} ${index}`,
      source: { goal: goal.name, clause: "success", index },
      rule: says,
      severity: "blocking",
      verdict: "checked",
      assumes: [],
      nodes: calls,
    },
    evidence: `decided over the result, when ${calls.length === 0 ? "the run closes" : "it comes in"}`,
    gates: [],
    diagnostics: [],
  }));
}
