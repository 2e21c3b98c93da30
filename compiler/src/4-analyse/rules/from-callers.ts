import { calleesFirst } from "../../callees-first.ts";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { SlottedAttempt } from "../attempts.ts";
import type { Located } from "../tree.ts";
import { neverBegins } from "./reachable.ts";
import { routinesOf } from "./run.ts";

/** A call of plans, as one of the ways of doing a statement. */
export interface Call extends SlottedAttempt {
  readonly located: Located;
}

/** What is handed from plans to those that they call. */
export interface HandedDown<T> {
  /** From one plan to those that are to be told. */
  below(routine: AnalysedRoutine): readonly AnalysedRoutine[];
  /** What a plan hands to one that it calls, `around` being what it was handed itself. */
  from(routine: AnalysedRoutine, around: T | undefined): (call: Call, called: AnalysedRoutine) => T;
  /** Of what several calls hand to one plan. */
  worse(one: T, other: T): T;
}

/**
 * What each plan that a root leads to is handed by those that call it: top-down over the call graph, each call looked at
 * once, after all that lead to it. The root itself is handed nothing.
 */
export function fromCallers<T>(
  analysis: Analysis,
  root: AnalysedRoutine,
  { below, from, worse }: HandedDown<T>,
): ReadonlyMap<AnalysedRoutine, T> {
  const found = new Map<AnalysedRoutine, T>();
  for (const routine of [...calleesFirst([root], below)].reverse()) {
    const told = new Set(below(routine));
    if (told.size === 0) continue;
    const hand = from(routine, found.get(routine));
    for (const located of routine.tree.all) {
      for (const { slot, attempt } of located.attempts) {
        const inner = routinesOf(analysis, attempt.target).filter((each) => told.has(each));
        if (inner.length === 0 || neverBegins(analysis, routine, located)) continue;
        for (const called of inner) {
          const [before, handed] = [found.get(called), hand({ located, slot, attempt }, called)];
          found.set(called, before === undefined ? handed : worse(before, handed));
        }
      }
    }
  }
  return found;
}
