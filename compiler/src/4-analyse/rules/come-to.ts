import type { Expression, Selector } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { SlottedAttempt } from "../attempts.ts";
import { asCaller } from "../outcomes/ways-to-fail.ts";
import { summariesOf } from "../summaries.ts";
import type { Located } from "../tree.ts";
import { occurrencesIn } from "./occurrence.ts";
import { cannotHold, nearestFacts, neverBegins } from "./reachable.ts";
import { routinesOf } from "./run.ts";
import { summaryOf } from "./summary.ts";

/*
 * What a run comes to in the plans that it calls, with the arguments that it gives them: a plan that tells by mail or by
 * phone does not phone where it is called to mail.
 */

/** Beyond so many calls on the way to a place it is taken for one that is come to. */
const callsMax = 64;

/** Beyond so many places in a plan any call of it is taken to come to one. */
const waysMax = 8;

interface Call {
  readonly caller: AnalysedRoutine;
  readonly located: Located;
  readonly attempt: SlottedAttempt["attempt"];
}

/**
 * Whether a run of a root may begin a statement of a plan that is called.
 *
 * @param within the root and all that it leads to.
 */
export function isComeTo(
  analysis: Analysis,
  root: AnalysedRoutine,
  within: readonly AnalysedRoutine[],
  { routine, located }: { readonly routine: AnalysedRoutine; readonly located: Located },
): boolean {
  const callers = callersIn(analysis, root, within);
  let left = callsMax;
  const isReached = (called: AnalysedRoutine, facts: readonly Expression[]): boolean =>
    called === root ||
    (callers.get(called) ?? []).some(({ caller, located: call, attempt }) => {
      left -= 1;
      if (left < 0) return true;
      const said = [...asCaller(facts, call, attempt.args, called), ...nearestFacts(call)];
      return !cannotHold(analysis, caller, call, said) && isReached(caller, said);
    });
  return isReached(routine, nearestFacts(located));
}

function callersIn(
  analysis: Analysis,
  root: AnalysedRoutine,
  within: readonly AnalysedRoutine[],
): ReadonlyMap<AnalysedRoutine, readonly Call[]> {
  const known = summariesOf<ReadonlyMap<AnalysedRoutine, readonly Call[]>>(analysis, "callers within");
  const found = known.get(root) ?? findCallers(analysis, within);
  known.set(root, found);
  return found;
}

function findCallers(
  analysis: Analysis,
  within: readonly AnalysedRoutine[],
): ReadonlyMap<AnalysedRoutine, readonly Call[]> {
  const found = new Map<AnalysedRoutine, Call[]>();
  for (const caller of within) {
    for (const located of caller.tree.all) {
      for (const { attempt } of located.attempts) {
        const called = routinesOf(analysis, attempt.target);
        if (called.length === 0 || neverBegins(analysis, caller, located)) continue;
        for (const each of called)
          found.set(each, [...(found.get(each) ?? []), { caller, located, attempt }]);
      }
    }
  }
  return found;
}

/** What holds on each way on which a plan comes to something, in its own terms. `undefined`: there are too many. */
type Ways = readonly (readonly Expression[])[] | undefined;

/** Whether a call of a plan may come to something that a selector means. */
export function mayComeTo(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  attempt: SlottedAttempt["attempt"],
  selector: Selector,
): boolean {
  return routinesOf(analysis, attempt.target).some((called) => {
    const ways = waysIn(analysis, called, selector);
    return (
      ways === undefined ||
      ways.some((facts) => {
        const said = [...asCaller(facts, located, attempt.args, called), ...nearestFacts(located)];
        return !cannotHold(analysis, routine, located, said);
      })
    );
  });
}

function waysIn(analysis: Analysis, called: AnalysedRoutine, selector: Selector): Ways {
  return summaryOf<Ways>(analysis, `ways to ${JSON.stringify(selector)}`, called, (routine, of) => {
    const own = occurrencesIn(analysis, routine, selector);
    const ways: (readonly Expression[])[] = own.map(({ located }) => nearestFacts(located));
    for (const located of routine.tree.all) {
      for (const { attempt } of located.attempts) {
        for (const each of routinesOf(analysis, attempt.target)) {
          const inner = of(each);
          if (inner === undefined || ways.length > waysMax) return undefined;
          for (const facts of inner)
            ways.push([...asCaller(facts, located, attempt.args, each), ...nearestFacts(located)]);
        }
      }
    }
    return ways.length > waysMax ? undefined : ways;
  });
}
