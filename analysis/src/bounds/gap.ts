import type { Attempt } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { leadingTo } from "../order/leading-to.ts";
import { beginOf, endOf } from "../order/precedence.ts";
import { type Located, standsIn } from "../tree.ts";
import { callingAt, tryLimit } from "./attempt.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import { inNumbers } from "./duration.ts";
import { earliestOf } from "./earliest.ts";
import { weightsOf } from "./lines.ts";
import { endless, timelineOf } from "./timeline.ts";
import { attemptBounds } from "./tries.ts";

/* How long it takes from one statement to another. */

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
