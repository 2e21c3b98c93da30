import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { Located } from "../tree.ts";
import { endsUnmet, reachesPlan } from "./failure-reach.ts";
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
    case "quorum":
      return true;
    case "loop":
      return endsUnmet(routine, located);
    case "wait":
      return "within" in node.for && node.for.within !== undefined;
    case "call": {
      const { target, options } = node.attempt;
      if (options.accept !== undefined || "goal" in target) return true;
      return routinesOf(analysis, target).some(ofCalled);
    }
    default:
      return false;
  }
}

/** Whether some data can make a plan fail, without any fault, or its own time be over. */
export function planFailsByData(analysis: Analysis, called: AnalysedRoutine): boolean {
  const find: Find<boolean> = (routine, of) =>
    routine.checked.head.timeout !== undefined ||
    routine.tree.all.some(
      (located) =>
        !located.block.inFinally && failsByData(analysis, routine, located, of) && reachesPlan(located),
    );
  return summaryOf(analysis, "fails by data", called, find);
}
