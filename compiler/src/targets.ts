import { attemptsOf, isPart, targetName } from "@orchlang/analysis";
import type { CheckedBlock, CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import type { LoadedProject } from "@orchlang/checker/load";

/** A goal or plan that can be run. */
export interface CompileTarget {
  /** Qualified. */
  readonly name: string;
  readonly kind: "goal" | "plan";
  /** The file that declares it, as the host knows it. */
  readonly file: string;
  /** Nothing else calls it, and it achieves no goal of its own project: what a person means who names only the file. */
  readonly root: boolean;
}

/** The goals and plans of the modules that the caller gave, in source order, without parts: those can't start alone. */
export function targetsOf(project: {
  readonly loaded: LoadedProject;
  readonly checked: CheckedProgram;
}): readonly CompileTarget[] {
  const { goals, routines } = project.checked;
  const given = new Set(project.loaded.given);
  const called = new Set([...routines.values()].flatMap(calledBy));
  const all = [
    ...[...goals.values()].map(({ goal, origin }) => ({
      name: goal.name,
      kind: "goal" as const,
      origin,
      inner: false,
    })),
    ...[...routines.values()].flatMap((routine) => {
      const { name, head, origin } = routine;
      if (isPart(project.checked, routine)) return [];
      return { name, kind: "plan" as const, origin, inner: head.achieves !== undefined };
    }),
  ];
  return all
    .filter(({ origin }) => given.has(origin.module))
    .toSorted((a, b) => (a.origin.file === b.origin.file ? a.origin.span.start - b.origin.span.start : 0))
    .map(({ name, kind, origin, inner }) => ({
      name,
      kind,
      file: origin.file,
      root: !inner && !called.has(name),
    }));
}

function calledBy(routine: CheckedRoutine): readonly string[] {
  const blocks = routine.finally === undefined ? [routine.body] : [routine.body, routine.finally];
  return blocks.flatMap(calledIn);
}

function calledIn(block: CheckedBlock): readonly string[] {
  return block.statements.flatMap((statement) => [
    ...attemptsOf(statement).map(({ attempt }) => targetName(attempt.target)),
    ...statement.blocks.flatMap(calledIn),
  ]);
}
