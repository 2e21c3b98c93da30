import { type CheckedBlock, once } from "@orchlang/checker";
import type { Obligation } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "./analysis.ts";
import type { BoundsContext } from "./bounds/context.ts";
import { isBounded } from "./bounds/limit.ts";
import { routineBounds } from "./bounds/routine.ts";
import { reachedFrom } from "./graph/call-graph.ts";
import { routineEnvironment } from "./interval/routine.ts";
import { waitingBehindEnd } from "./order/after-end.ts";
import { needsOf } from "./order/needs.ts";
import { inOrder, precedenceOf } from "./order/precedence.ts";
import { Bounded } from "./routine.ts";
import { type LinkedStatement, routineTree } from "./tree.ts";
import { verdictsOf } from "./verdicts.ts";

/* Plans as they would be with one more `after`: advice takes no proof away. */

/** True if a step may wait for another and each rule that is proved stays so, and none is refused that is checked now. */
export function keepsProofs(
  analysis: Analysis,
  routine: AnalysedRoutine,
  first: LinkedStatement,
  second: LinkedStatement,
): boolean {
  const changed = waiting(routine, first, second);
  if (changed === undefined) return false;
  const callers = callersOf(analysis, routine);
  const all = [routine, ...callers];
  // How long a goal takes is not computed again.
  const grows = longest(changed) > longest(routine);
  if (grows && all.some(({ checked }) => isTimed(analysis, checked.head.achieves))) return false;
  const routines = new Map(analysis.routines);
  const changing = { ...analysis, routines, summaries: new Map() };
  routines.set(routine.checked.name, changed);
  for (const caller of callers) routines.set(caller.checked.name, boundAnew(caller, changing));
  return all.every(({ checked: { name } }) => {
    const now = verdictsIn(changing, name);
    return [...verdictsIn(analysis, name)].every(([rule, verdict]) =>
      verdict === "proved"
        ? now.get(rule) === "proved"
        : verdict === "refused" || now.get(rule) !== "refused",
    );
  });
}

/** A plan in which one statement waits for another; `undefined` if that has no order. */
function waiting(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  second: LinkedStatement,
): AnalysedRoutine | undefined {
  const { checked, context } = routine;
  const after = { node: first.id, span: second.statement.nameSpan };
  const within = (block: CheckedBlock): CheckedBlock => ({
    ...block,
    statements: block.statements.map((statement) => ({
      ...statement,
      after: statement.node.id === second.id ? [...statement.after, after] : statement.after,
      blocks: statement.blocks.map(within),
    })),
  });
  const tree = routineTree({
    ...checked,
    body: within(checked.body),
    ...(checked.finally === undefined ? {} : { finally: within(checked.finally) }),
  });
  const needs = needsOf(tree);
  const ordered = precedenceOf(tree, needs);
  if ("cycle" in ordered || waitingBehindEnd(tree, needs).length > 0) return undefined;
  const precedence = ordered.ok;
  const values = routineEnvironment(context.program, tree, inOrder(precedence));
  return computed(
    { ...routine, checked: tree.routine, tree, needs, precedence, values },
    { ...context, values },
  );
}

/** A plan with the bounds that follow from those of the plans that it calls, as they are now. */
function boundAnew(routine: AnalysedRoutine, { routines }: Analysis): AnalysedRoutine {
  const { context } = routine;
  return computed(routine, {
    ...context,
    callable: (name) => routines.get(name)?.bounds.summary ?? context.callable(name),
  });
}

function computed(routine: Omit<AnalysedRoutine, "bounds">, given: BoundsContext): AnalysedRoutine {
  const context = { ...given, attempts: new Map(), declared: new Map() };
  const bounds = once(() => routineBounds(context, routine.precedence));
  return Object.assign(new Bounded(bounds), { ...routine, context });
}

/** The plans that come to one by their calls. */
function callersOf(analysis: Analysis, routine: AnalysedRoutine): readonly AnalysedRoutine[] {
  return [...analysis.routines.values()].filter(
    (each) => each !== routine && reachedFrom(analysis, each).includes(routine),
  );
}

/** By the ids of the rules in a run of a plan. */
function verdictsIn(analysis: Analysis, entry: string): ReadonlyMap<string, Obligation["verdict"]> {
  const { obligations = [] } = verdictsOf(analysis, entry) ?? {};
  return new Map(obligations.map(({ id, verdict }) => [id, verdict]));
}

function isTimed({ program }: Analysis, goal: string | undefined): boolean {
  return (program.goals.get(goal ?? "")?.goal.budget ?? []).some(({ of }) => of === "latency");
}

/** ms; Infinity where nothing limits it. */
function longest({ bounds }: AnalysedRoutine): number {
  const { worst } = bounds.summary.duration;
  return isBounded(worst) ? worst.value : Number.POSITIVE_INFINITY;
}
