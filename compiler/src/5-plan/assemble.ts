import { type Analysed, type AnalysedGoal, coverageOf, manifestOf, type Verdicts } from "@orchlang/analysis";
import { type Goal, type Plan, type PlanFile, planId } from "@orchlang/plan";

import { aboutOf, type Sources } from "./about.ts";
import { assembleRoutine } from "./nodes.ts";
import { usedBy } from "./used.ts";

/**
 * The complete plan file of a plan or goal: a runtime that has never seen the source runs it. `plan`, and therefore its
 * id, depends on the program alone, never on its location or the time of compilation.
 *
 * @returns `undefined` if the entry has a mistake.
 */
export function assemble(analysed: Analysed, entry: string, sources: Sources): PlanFile | undefined {
  const verdicts = analysed.verdicts(entry);
  if (verdicts === undefined || verdicts.diagnostics.some(({ severity }) => severity === "error"))
    return undefined;
  const plan = planOf(analysed, entry, verdicts);
  return { format: "orch.plan/1", id: planId(plan), plan, about: aboutOf(verdicts, sources) };
}

function planOf({ analysis }: Analysed, entry: string, verdicts: Verdicts): Plan {
  const { run } = verdicts;
  const routines = run.reached.map((routine) => assembleRoutine(analysis, routine, verdicts));
  return {
    semantics: 1,
    entry,
    routines: byName(routines, ({ name }) => name),
    goals: byName(goalsOf(run.analysis.goals.values(), run.reached), ({ name }) => name),
    ...usedBy(run),
    obligations: verdicts.obligations,
    checks: verdicts.checks,
    bounds: run.entry.bounds.shown(),
    manifest: manifestOf(run),
    coverage: coverageOf(run),
    settings: analysis.settings,
  };
}

function byName<T>(items: readonly T[], name: (item: T) => string): Readonly<Record<string, T>> {
  return Object.fromEntries(items.map((item) => [name(item), item]));
}

/** The goals that a run has to do with: its entry, those that its plans achieve, those that they call. */
function goalsOf(goals: Iterable<AnalysedGoal>, reached: Verdicts["run"]["reached"]): readonly Goal[] {
  const found: Goal[] = [];
  for (const { checked, alternatives } of goals) {
    const names = alternatives
      .filter((routine) => reached.includes(routine))
      .map((routine) => routine.checked.name);
    if (names.length > 0) found.push({ ...checked.goal, alternatives: names });
  }
  return found;
}
