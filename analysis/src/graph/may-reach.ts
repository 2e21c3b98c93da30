import type { AnalysedRoutine } from "../analysis.ts";
import { activation } from "../facts/activation.ts";
import { not } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { inOneScope, type Located } from "../tree.ts";
import { canBeLater } from "./later.ts";

/* May-reach: whether some run, whatever the order and the durations, comes from one statement to another. */

/** Whether in some run the second ends after the first. */
export function canFollow(routine: AnalysedRoutine, first: Located, then: Located): boolean {
  if (!canBeBehind(routine, first, then)) return false;
  const isHeldBack =
    routine.precedence.mayHold(first, then) || isClocked(routine, then) || !canBeLater(routine, first, then);
  return isHeldBack && canBeTogether(first, then);
}

/**
 * The same of what a plan does that is called: it may be done long before the call has ended, so that what runs beside
 * the call, and is held back by a clock, may still come after it.
 */
export function canFollowCall(routine: AnalysedRoutine, call: Located, then: Located): boolean {
  if (!canBeBehind(routine, call, then)) return false;
  const { mayHold } = routine.precedence;
  const isHeldBack = routine.bounds.timers().some(({ located }) => mayHold(located, then));
  return isHeldBack ? canBeTogether(call, then) : canFollow(routine, call, then);
}

/** Whether the second is on with the first, in no order with it (may happen in parallel). */
export function runsBeside(routine: AnalysedRoutine, first: Located, then: Located): boolean {
  return (
    canBeBehind(routine, first, then) &&
    !routine.precedence.mayHold(first, then) &&
    canBeTogether(first, then)
  );
}

function canBeBehind({ precedence }: AnalysedRoutine, first: Located, then: Located): boolean {
  return then !== first && inOneScope(first, then) && !precedence.before(then, first);
}

function canBeTogether(first: Located, then: Located): boolean {
  return implies([], not({ op: "and", items: [activation(first), activation(then)] })) !== true;
}

/** Whether what a step calls waits by the clock, and may so do what it does long after it has begun. */
function isClocked({ bounds }: AnalysedRoutine, { index, statement: { node } }: Located): boolean {
  return node.kind === "call" && bounds.timers().some(({ located }) => located.index === index);
}
