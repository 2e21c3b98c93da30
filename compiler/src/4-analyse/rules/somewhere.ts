import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { Located } from "../tree.ts";
import { calledFrom } from "./run.ts";
import { summaryOf } from "./summary.ts";

/**
 * Whether a plan, or one that it calls, has a statement of a kind.
 *
 * @param kind names it: each plan is looked at once for all that ask of it.
 */
export function isSomewhere(
  analysis: Analysis,
  root: AnalysedRoutine,
  kind: string,
  is: (located: Located) => boolean,
): boolean {
  return summaryOf<boolean>(
    analysis,
    `somewhere ${kind}`,
    root,
    (routine, of) => routine.tree.all.some(is) || calledFrom(analysis, routine).some(of),
  );
}

/** Whether something is done with a member of a pool: if that is lost, it may be done again with another. */
export function holdsMembers(analysis: Analysis, root: AnalysedRoutine): boolean {
  return isSomewhere(
    analysis,
    root,
    "held",
    ({ statement, attempts }) =>
      statement.node.kind === "hold" || attempts.some(({ attempt }) => attempt.using !== undefined),
  );
}
