import type { Attempt } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { callingAt, tryLimit } from "../bounds/attempt.ts";
import { type BoundsContext, durationAt, knowledgeAt } from "../bounds/context.ts";
import { inNumbers } from "../bounds/duration.ts";
import { earliestOf } from "../bounds/earliest.ts";
import { weightsOf } from "../bounds/lines.ts";
import { endless, timelineOf } from "../bounds/timeline.ts";
import { attemptBounds } from "../bounds/tries.ts";
import { undoReference } from "../bounds/undoing.ts";
import { activation, factsAt } from "../facts/activation.ts";
import { not, some } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { enderBetween, endersWithoutFault, mayBeCut } from "../graph/interruptions.ts";
import { failuresTakingBack, finishesLater } from "../graph/propagation.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { leadingTo } from "../order/leading-to.ts";
import { beginOf, endOf } from "../order/precedence.ts";
import { inOneScope, type Located, standsIn } from "../tree.ts";
import { holdOfUndo } from "./hold-of-undo.ts";
import { canBeLater } from "./later.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Run } from "./run.ts";

/* What follows what in runs without faults, and how long that may take. */

/** Whether, without faults, the second begins in every run in which the first has ended, and after it. */
export function alwaysFollows(
  analysis: Analysis,
  routine: AnalysedRoutine,
  { located, slot }: Pick<Occurrence, "located" | "slot">,
  then: Located,
  undone: boolean,
): boolean {
  if (slot !== "do" || then === located) return false;
  const atLast = then.block.inFinally && !located.block.inFinally;
  // Most of many are told apart by their place in the order alone.
  if (!atLast && !routine.precedence.before(located, then)) return false;
  if (!inOneScope(located, then)) return false;
  if (atLast) return factsAt(then).length === 0 && isComeToAtLast(analysis, routine, then);
  if (mayBeCut(analysis, routine, then) || finishesLater(located, then)) return false;
  const knowledge = knowledgeAt(routine.context, located);
  // Where the plan fails and takes it back nothing has to follow.
  const taken = undone ? failuresTakingBack(analysis, routine, located) : [];
  const reached = implies(factsAt(located), some([then, ...taken].map(activation)), (path) =>
    evaluateAbstractly(path, knowledge),
  );
  return reached === true && enderBetween(analysis, routine, located, then, undone) === undefined;
}

/** Whether a statement is done in every run without faults of its plan. */
export function happensAlways(analysis: Analysis, routine: AnalysedRoutine, located: Located): boolean {
  if (factsAt(located).length > 0) return false;
  if (located.block.inFinally) return isComeToAtLast(analysis, routine, located);
  return endersWithoutFault(analysis, routine).length === 0;
}

/** Whether nothing that comes before a step of `finally`, or runs beside it, can end that without a fault. */
function isComeToAtLast(analysis: Analysis, routine: AnalysedRoutine, located: Located): boolean {
  return endersWithoutFault(analysis, routine).every(
    (ender) => !ender.block.inFinally || (ender !== located && routine.precedence.before(located, ender)),
  );
}

/** Whether a failure of its plan takes the effect back. */
export function isUndone({ analysis: { program } }: Run, { attempt, located, slot }: Occurrence): boolean {
  if (slot === "undo" || slot === "confirm" || located.block.inFinally) return false;
  return (
    undoReference({ program }, attempt) !== undefined && holdOfUndo(program, attempt, located) === undefined
  );
}

/** ms from the end of the first to the end of the second, at worst: what is before the first is over by then. */
export function latestGap(routine: AnalysedRoutine, first: Located, then: Located): number {
  const { bounds, context, precedence } = routine;
  const { sections } = bounds;
  const toFinally = then.block.inFinally && !first.block.inFinally;
  // Of one section the times are of one clock; what is done in rounds is done after the run has begun.
  if (!toFinally && sections.of(first) !== sections.of(then))
    return sections.of(then) === sections.root ? bounds.timeline.endOf(then) : endless;
  if (toFinally) return gapToFinally(routine, first, then);
  const isAround = (located: Located) => located.statement.node.kind === "hold" && standsIn(first, located);
  const isOver = (located: Located) => located === first || precedence.before(located, first);
  const points = leadingTo(precedence.dag, endOf(then), (point) => {
    const located = precedence.tree.all[point >> 1];
    // A hold around it has begun; when it ends is told by what is in it.
    return located !== undefined && (isOver(located) || (isAround(located) && point === beginOf(located)));
  });
  const held = points.flatMap((point) => {
    const located = precedence.tree.all[point >> 1];
    return located !== undefined && isAround(located) ? [located] : [];
  });
  const weights = weightsOf(context, "whole", bounds.undoingOf, { forget: new Set(held) });
  return timelineOf(precedence, sections, weights, points).endOf(then);
}

/** Beyond so many statements the time to `finally` is told from the begin of the run. */
const statementsMax = 400;

/** The rest of the plan comes in between, and what was done may have to be taken back first. */
function gapToFinally(
  { tree, bounds, context, precedence }: AnalysedRoutine,
  first: Located,
  then: Located,
): number {
  const unwinding = inNumbers(bounds.bounds.latency.parts.unwinding);
  if (tree.all.length > statementsMax) return bounds.timeline.endOf(then) + unwinding;
  const over = tree.all.filter(
    (located) =>
      located === first ||
      precedence.before(located, first) ||
      (located.statement.node.kind === "hold" && standsIn(first, located)),
  );
  const weights = weightsOf(context, "whole", bounds.undoingOf, { forget: new Set(over) });
  return timelineOf(precedence, bounds.sections, weights).endOf(then) + unwinding;
}

/**
 * ms from the end of the first to the end of the second that durations within their limits can make of it, whatever
 * the data and without a fault: what surely lies between them, each at its longest.
 */
export function certainGap(routine: AnalysedRoutine, first: Located, then: Located): number {
  const { bounds, context, precedence } = routine;
  const { sections } = bounds;
  if (sections.of(first) !== sections.of(then) || !precedence.before(first, then)) return 0;
  const lasting = (located: Located): number => {
    const { node } = located.statement;
    if (located === first || !precedence.before(first, located)) return 0;
    if (node.kind === "wait" && node.for.kind === "duration")
      return durationAt(context, located, node.for.duration, "the wait").least;
    return node.kind === "call" && node.rescues.length === 0 ? longestTry(context, located, node.attempt) : 0;
  };
  return earliestOf(precedence, sections, lasting, () => false).endOf(then);
}

function longestTry(context: BoundsContext, located: Located, attempt: Attempt): number {
  const calling = callingAt(context, located, attempt);
  if (calling === undefined) return attemptBounds(context, located, attempt).duration.best;
  // How long people take is theirs.
  if (attempt.options.cache !== undefined || calling.capability.kind === "human") return 0;
  const { timeout } = attempt.options;
  const given = timeout === undefined ? undefined : durationAt(context, located, timeout, "the timeout");
  return tryLimit(context, located, calling, given).least;
}

/** Whether in some run, whatever the order and the durations, the second ends after the first. */
export function canFollow(routine: AnalysedRoutine, first: Located, then: Located): boolean {
  if (then === first || !inOneScope(first, then) || routine.precedence.before(then, first)) return false;
  if (
    !routine.precedence.mayHold(first, then) &&
    !isClocked(routine, then) &&
    canBeLater(routine, first, then)
  )
    return false;
  const together = not({ op: "and", items: [activation(first), activation(then)] });
  return implies([], together) !== true;
}

/** Whether what a step calls waits by the clock, and may so do what it does long after it has begun. */
function isClocked({ bounds }: AnalysedRoutine, { index, statement: { node } }: Located): boolean {
  return node.kind === "call" && bounds.timers().some(({ located }) => located.index === index);
}

/**
 * The same of what a plan does that is called: it may be done long before the call has ended, so that what runs beside
 * the call, and is held back by a clock, may still come after it.
 */
export function canFollowCall(routine: AnalysedRoutine, call: Located, then: Located): boolean {
  if (then === call || !inOneScope(call, then) || routine.precedence.before(then, call)) return false;
  const { mayHold } = routine.precedence;
  const isHeldBack = routine.bounds.timers().some(({ located }) => mayHold(located, then));
  if (!isHeldBack) return canFollow(routine, call, then);
  return implies([], not({ op: "and", items: [activation(call), activation(then)] })) !== true;
}

/** Whether the second is on with the first, in no order with it. */
export function runsBeside(routine: AnalysedRoutine, first: Located, then: Located): boolean {
  const { before, mayHold } = routine.precedence;
  if (then === first || !inOneScope(first, then) || before(then, first) || mayHold(first, then)) return false;
  const together = not({ op: "and", items: [activation(first), activation(then)] });
  return implies([], together) !== true;
}
