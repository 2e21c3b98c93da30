import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { Located } from "../tree.ts";
import { endsUnmet, reachesPlan } from "./failure-reach.ts";
import { routinesOf } from "./run.ts";

/** Whether some data can make a statement end its plan in failure, without any fault. */
export function failsByData(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  known: Map<AnalysedRoutine, boolean> = new Map(),
): boolean {
  const { node } = located.statement;
  switch (node.kind) {
    case "fail":
    case "quorum":
    case "hold":
      return true;
    case "loop":
      return endsUnmet(routine, located);
    case "wait":
      return "within" in node.for && node.for.within !== undefined;
    case "call": {
      const { target, options } = node.attempt;
      if (options.accept !== undefined || "goal" in target) return true;
      return routinesOf(analysis, target).some((called) => planFailsByData(analysis, called, known));
    }
    default:
      return false;
  }
}

function planFailsByData(
  analysis: Analysis,
  routine: AnalysedRoutine,
  known: Map<AnalysedRoutine, boolean>,
): boolean {
  const found = known.get(routine);
  if (found !== undefined) return found;
  const fails =
    routine.checked.head.timeout !== undefined ||
    routine.tree.all.some(
      (located) =>
        !located.block.inFinally && failsByData(analysis, routine, located, known) && reachesPlan(located),
    );
  known.set(routine, fails);
  return fails;
}
