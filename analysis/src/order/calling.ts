import { type CheckedProgram, type CheckedRoutine, calleesFirst } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";

import { firstCall, type LinkedStatement, type RoutineTree, routineTree, targetName } from "../tree.ts";
import { listed, shortName } from "../words.ts";

export const callsItself = defineDiagnostic<{ plans: readonly string[] }>({
  code: "ORCH4003",
  severity: "error",
  title: "A plan calls itself",
  message: ({ plans }) =>
    plans.length === 1
      ? `\`${plans[0]}\` calls itself.`
      : `${listed(plans.map((plan) => `\`${plan}\``))} call each other in a circle.`,
  notes: ["Everything ends: a plan that comes back to itself would have no worst case."],
  help: "For repetition, use `for … from … up to N until …`.",
});

/** The routines of a program, each after those that it calls; and those that call themselves. */
interface Calling {
  readonly trees: ReadonlyMap<string, RoutineTree>;
  readonly inOrder: readonly string[];
  readonly circular: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

export function callingOrder(program: CheckedProgram): Calling {
  const trees = new Map([...program.routines].map(([name, routine]) => [name, routineTree(routine)]));
  const achieving = achievers(program);
  const inOrder: string[] = [];
  const circular = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const onCircle = (circle: readonly string[]): void => {
    if (!circle.some((each) => circular.has(each))) diagnostics.push(describe(trees, achieving, circle));
    for (const each of circle) circular.add(each);
  };
  const leadsTo = (name: string): readonly string[] => {
    const tree = trees.get(name);
    return tree === undefined ? [] : routinesCalled(tree, namesOf(achieving));
  };
  for (const name of calleesFirst(trees.keys(), leadsTo, { onCircle }))
    if (trees.has(name)) inOrder.push(name);
  return { trees, inOrder, circular, diagnostics };
}

export function namesOf(
  achieving: ReadonlyMap<string, readonly CheckedRoutine[]>,
): (goal: string) => readonly string[] {
  return (goal) => (achieving.get(goal) ?? []).map(({ name }) => name);
}

/** The plans of each goal, in the order of the program. */
export function achievers(program: CheckedProgram): ReadonlyMap<string, readonly CheckedRoutine[]> {
  const results = new Map<string, CheckedRoutine[]>();
  for (const routine of program.routines.values()) {
    const goal = routine.head.achieves;
    if (goal === undefined) continue;
    const known = results.get(goal);
    if (known === undefined) results.set(goal, [routine]);
    else known.push(routine);
  }
  return results;
}

/** The plans that one calls, those of the goals that it calls among them. */
export function routinesCalled(
  tree: RoutineTree,
  achieving: (goal: string) => readonly string[],
): readonly string[] {
  const names: string[] = [];
  for (const { attempts } of tree.all) {
    for (const { attempt } of attempts) {
      const { target } = attempt;
      if ("routine" in target) names.push(target.routine);
      if ("goal" in target) names.push(...achieving(target.goal));
    }
  }
  return [...new Set(names)];
}

function describe(
  trees: ReadonlyMap<string, RoutineTree>,
  achieving: ReadonlyMap<string, readonly CheckedRoutine[]>,
  circle: readonly string[],
): Diagnostic {
  const labels: Label[] = [];
  let first: { readonly file: string; readonly call: LinkedStatement } | undefined;
  for (const [at, name] of circle.entries()) {
    const next = circle[(at + 1) % circle.length] ?? name;
    const tree = trees.get(name);
    const goal = tree === undefined ? undefined : goalLeadingTo(tree, achieving, next);
    const call = tree && firstCall(tree.all, new Set(goal === undefined ? [next] : [next, goal]));
    if (tree === undefined || call === undefined) continue;
    const { file } = tree.routine.origin;
    first ??= { file, call };
    const message = `\`${shortName(name)}\` calls \`${shortName(goal ?? next)}\``;
    labels.push({ file, span: call.statement.span, message });
  }
  const place = first && { file: first.file, span: first.call.statement.span };
  const origin = trees.get(circle[0] ?? "")?.routine.origin;
  return callsItself.at(
    place ?? { file: origin?.file ?? "", span: origin?.nameSpan ?? { start: 0, end: 0 } },
    { plans: circle.map(shortName) },
    { labels },
  );
}

function goalLeadingTo(
  tree: RoutineTree,
  achieving: ReadonlyMap<string, readonly CheckedRoutine[]>,
  routine: string,
): string | undefined {
  for (const { attempts } of tree.all) {
    for (const { attempt } of attempts) {
      const name = targetName(attempt.target);
      if ("goal" in attempt.target && achieving.get(name)?.some((each) => each.name === routine)) return name;
    }
  }
  return undefined;
}
