import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { Located } from "../tree.ts";
import { endsUnmet, isLimited, mayBeUnmet, reachesPlan } from "./failure-reach.ts";
import { maySplit } from "./may-split.ts";
import { routinesOf } from "./run.ts";
import { type Find, summaryOf } from "./summary.ts";

/** Whether some data can make a statement end its plan in failure, without any fault. */
export function failsByData(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  ofCalled = (called: AnalysedRoutine): boolean => planFailsByData(analysis, called),
): boolean {
  const { node } = located.statement;
  switch (node.kind) {
    case "fail":
      return true;
    case "quorum":
      return maySplit(located, node);
    case "loop":
      return endsUnmet(routine, located);
    case "wait":
      return "within" in node.for && node.for.within !== undefined;
    case "call": {
      const { target, options } = node.attempt;
      if (options.accept !== undefined) return true;
      const called = routinesOf(analysis, target);
      if ("goal" in target) return isLimited(analysis, target.goal) || called.every(ofCalled);
      return called.some(ofCalled);
    }
    default:
      return false;
  }
}

/** Whether some data can make a plan fail, without any fault, or its own time be over. */
export function planFailsByData(analysis: Analysis, called: AnalysedRoutine): boolean {
  const find: Find<boolean> = (routine, of) =>
    routine.checked.head.timeout !== undefined ||
    mayBeUnmet(analysis, routine) ||
    routine.tree.all.some(
      (located) =>
        !located.block.inFinally && failsByData(analysis, routine, located, of) && reachesPlan(located),
    );
  return summaryOf(analysis, "fails by data", called, find);
}
