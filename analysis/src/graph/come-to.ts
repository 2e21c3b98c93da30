import type { Expression } from "@orchlang/plan/expressions";
import type { Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { LinkedStatement, SlottedAttempt } from "../tree.ts";
import { type CallSite, callSites, perRoutine, reachedFrom, routinesOf } from "./call-graph.ts";
import { asCaller } from "./called-cases.ts";
import { cannotHold, isUnreachable, nearestFacts } from "./reachability.ts";
import { waysToDo } from "./ways.ts";

/*
 * The statements that a run can reach in called plans, given their arguments: a plan that reports by mail or by phone
 * does not phone if it is called to mail.
 */

/** Beyond so many calls on the way to a place it is taken for one that is come to. */
const callsMax = 64;

/** True if a run of a root may begin a statement of a plan that is called. */
export function isComeTo(
  analysis: Analysis,
  root: AnalysedRoutine,
  { routine, linked }: { readonly routine: AnalysedRoutine; readonly linked: LinkedStatement },
): boolean {
  return isComeToWith(analysis, root, { routine, facts: nearestFacts(linked) });
}

/** True if a run of a root may come to a place of a plan where facts hold, by some chain of calls. */
export function isComeToWith(
  analysis: Analysis,
  root: AnalysedRoutine,
  place: { readonly routine: AnalysedRoutine; readonly facts: readonly Expression[] },
): boolean {
  const callers = callersUnder(analysis, root);
  let left = callsMax;
  const isReached = (called: AnalysedRoutine, facts: readonly Expression[]): boolean =>
    called === root ||
    (callers.get(called) ?? []).some(({ caller, linked: call, attempt }) => {
      left -= 1;
      if (left < 0) return true;
      const expressions = [...facts.map(asCaller(call, attempt.args, called)), ...nearestFacts(call)];
      return !cannotHold(analysis, caller, call, expressions) && isReached(caller, expressions);
    });
  return isReached(place.routine, place.facts);
}

/** The calls of each plan, as far as some run comes to them. */
function callersUnder(
  analysis: Analysis,
  root: AnalysedRoutine,
): ReadonlyMap<AnalysedRoutine, readonly CallSite[]> {
  return perRoutine(analysis, "callers under", root, () => {
    const results = new Map<AnalysedRoutine, CallSite[]>();
    for (const site of reachedFrom(analysis, root).flatMap((caller) => callSites(analysis, caller))) {
      if (isUnreachable(analysis, site.caller, site.linked)) continue;
      for (const each of site.called) results.set(each, [...(results.get(each) ?? []), site]);
    }
    return results;
  });
}

/** True if a call of a plan may come to something that a selector means. */
export function mayComeTo(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: SlottedAttempt["attempt"],
  selector: Selector,
): boolean {
  return routinesOf(analysis, attempt.target).some((called) => {
    const ways = waysToDo(analysis, called, selector);
    return (
      ways === undefined ||
      ways.some((facts) => {
        const expressions = [...facts.map(asCaller(linked, attempt.args, called)), ...nearestFacts(linked)];
        return !cannotHold(analysis, routine, linked, expressions);
      })
    );
  });
}
