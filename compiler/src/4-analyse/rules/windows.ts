import type { Expression } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { durationAt } from "../bounds/context.ts";
import { earliestOf } from "../bounds/earliest.ts";
import { isBounded } from "../bounds/limit.ts";
import { decidedNumber } from "../bounds/quantity.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { type Located, loopsAround } from "../tree.ts";

/* `at most n A per D`: how many begins can fall together in time. Nothing but a wait keeps them apart for sure. */

/** Beyond so many places each is counted as if it could fall together with all others. */
const placesMax = 200;

/**
 * The most begins that can fall within less than `per`.
 *
 * @param begins how often it begins at most at a statement, by itself and in what it calls; of one round.
 */
export function mostWithin(
  routine: AnalysedRoutine,
  per: Expression,
  begins: (located: Located) => number,
): number {
  const window = decidedNumber(per, routine.values.everywhere)?.most ?? Infinity;
  const places = routine.tree.all.flatMap((located) => {
    const count = begins(located);
    return count === 0 ? [] : [{ located, count: count * roundsAround(routine, located) }];
  });
  if (places.length > placesMax || window === Infinity) {
    return places.reduce((total, { count }) => total + count, 0);
  }
  const apart = places.map(({ located }) => apartFrom(routine, located, window));
  // Whichever of them is the first in a window, the others in it are none that come so much later.
  return Math.max(
    0,
    ...places.map((_, first) =>
      places.reduce((total, { located, count }, at) => {
        const isApart =
          apart[first]?.(located) === true || apart[at]?.(places[first]?.located ?? located) === true;
        return at !== first && isApart ? total : total + count;
      }, 0),
    ),
  );
}

/** Whether a statement begins so long after another has settled, whatever the durations: waits alone count. */
function apartFrom(routine: AnalysedRoutine, first: Located, window: number): (then: Located) => boolean {
  const { bounds, context, precedence } = routine;
  const { sections } = bounds;
  const lasting = (located: Located): number => {
    const { node } = located.statement;
    if (node.kind !== "wait" || node.for.kind !== "duration" || !precedence.before(first, located)) return 0;
    return durationAt(context, located, node.for.duration, "the wait").least;
  };
  const times = earliestOf(precedence, sections, lasting, () => false);
  return (then) =>
    sections.of(then) === sections.of(first) &&
    precedence.before(first, then) &&
    times.endOf(then) - times.lastingOf(then) >= window;
}

function roundsAround({ context }: AnalysedRoutine, located: Located): number {
  return loopsAround(located).reduce((product, loop) => {
    const { node } = loop.statement;
    return node.kind === "loop" ? product * roundsOf(context, loop, node).most : product;
  }, 1);
}

/** Whether adversity can bring all that a run does into less than `per`: it has no waits that together last so long. */
export function fitsWithin({ bounds, values }: AnalysedRoutine, per: Expression): boolean {
  const { timers } = bounds.bounds.latency.parts;
  const window = decidedNumber(per, values.everywhere)?.least;
  return window !== undefined && isBounded(timers) && timers.value < window;
}
