import type { Expression } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { SlottedAttempt } from "../attempts.ts";
import type { Located } from "../tree.ts";
import { routinesOf, summaryOf } from "./call-graph.ts";
import { asCaller } from "./called-cases.ts";
import { hasDeadline, mayBeUnmet } from "./causes.ts";
import { now } from "./denials.ts";
import { modesAt } from "./failures.ts";
import { butValue, can } from "./modes.ts";
import { reachesPlan } from "./propagation.ts";
import { nearestFacts, neverBegins } from "./reachability.ts";

/** Beyond so many ways to fail a plan is said to fail under any condition. */
const waysMax = 8;

/** What holds on each way on which a plan fails, in its own terms. `undefined`: it may fail whatever holds. */
type Ways = readonly (readonly Expression[])[] | undefined;

/** The same of a statement, as its plan says it. */
export function waysToFail(analysis: Analysis, located: Located): Ways {
  const { node } = located.statement;
  if (node.kind !== "call") return undefined;
  return ofAttempt(analysis, located, node.attempt, (called) => ofPlan(analysis, called));
}

function ofAttempt(
  analysis: Analysis,
  located: Located,
  { target, options, args }: SlottedAttempt["attempt"],
  of: (called: AnalysedRoutine) => Ways,
): Ways {
  if (options.timeout !== undefined || options.accept !== undefined || !("routine" in target))
    return undefined;
  const [called] = routinesOf(analysis, target);
  return called && of(called)?.map((facts) => facts.map(asCaller(located, args, called)));
}

function ofPlan(analysis: Analysis, called: AnalysedRoutine): Ways {
  return summaryOf<Ways>(analysis, "ways to fail", called, (routine, of) => {
    const { head } = routine.checked;
    if (hasDeadline(analysis.program, head) || mayBeUnmet(analysis.program, head)) return undefined;
    const ways: (readonly Expression[])[] = [];
    for (const located of routine.tree.all) {
      if (located.block.inFinally || !reachesPlan(located)) continue;
      if (!can(modesAt(analysis, routine, located, now), butValue) || neverBegins(analysis, routine, located))
        continue;
      const own = nearestFacts(located);
      const { node } = located.statement;
      const inner = node.kind === "call" ? ofAttempt(analysis, located, node.attempt, of) : undefined;
      ways.push(...(inner ?? [[]]).map((facts) => [...own, ...facts]));
      if (ways.length > waysMax) return undefined;
    }
    return ways;
  });
}
