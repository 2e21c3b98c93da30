import type { CheckedProgram, CheckedRoutine } from "../../3-check/checked.ts";

/* What ends a plan for the sake of its goal, or of its own time, whatever its steps do. */

type Goals = Pick<CheckedProgram, "goals">;
type Head = Pick<CheckedRoutine["head"], "achieves" | "timeout">;

function goalOf({ goals }: Goals, name: string | undefined) {
  return name === undefined ? undefined : goals.get(name)?.goal;
}

/** Whether what a goal is allowed may end it although none of its plans fails. */
export function isLimited(program: Goals, goal: string): boolean {
  return goalOf(program, goal)?.budget.length !== 0;
}

/** Whether what a plan gives may not be what its goal asks for: it has failed then, however well all went. */
export function mayBeUnmet(program: Goals, { achieves }: Head): boolean {
  return (goalOf(program, achieves)?.success.length ?? 0) > 0;
}

/** A plan that may not last: whatever waits may then fail. */
export function hasDeadline(program: Goals, { achieves, timeout }: Head): boolean {
  return (
    timeout !== undefined || goalOf(program, achieves)?.budget.some(({ of }) => of === "latency") === true
  );
}
