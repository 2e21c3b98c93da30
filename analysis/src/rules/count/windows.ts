import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedRoutine } from "../../analysis.ts";
import { durationAt } from "../../bounds/context.ts";
import { earliestOf } from "../../bounds/earliest.ts";
import { isBounded } from "../../bounds/limit.ts";
import { decidedNumber } from "../../bounds/quantity.ts";
import { roundsOf } from "../../bounds/rounds.ts";
import { goesOnWithoutRound } from "../../graph/propagation.ts";
import { childOf, type LinkedStatement, loopsAround } from "../../tree.ts";

/*
 * `at most n A per D`: how many begins can fall together in time. Nothing but a wait keeps them apart for sure: a `wait`
 * between two statements, one in every round of a loop whose rounds come one after another, and the delay between two
 * tries of one call.
 */

/** Beyond so many places each is counted as if it could fall together with all others. */
const placesMax = 200;

/** Begins at a statement, by itself and in what it calls; of one round. */
interface BeginsAt {
  /** How many at most, within less than the window. */
  most(linked: LinkedStatement): number;
  /** True if some may come later than the statement settles: what is undone or asked about begins at no known time. */
  isLater(linked: LinkedStatement): boolean;
}

/**
 * The most begins that can fall within less than a window.
 *
 * @param window ms.
 */
export function mostWithin(routine: AnalysedRoutine, window: number, begins: BeginsAt): number {
  const places = routine.tree.all.flatMap((linked) => {
    const count = begins.most(linked);
    if (count === 0) return [];
    const rounds = begins.isLater(linked)
      ? roundsWithin(routine, linked, Infinity)
      : roundsWithin(routine, linked, window);
    return [{ linked, count: count * rounds }];
  });
  const isTogether = window === Infinity || !routine.tree.all.some((each) => waitOf(routine, each) > 0);
  if (places.length > placesMax || isTogether) {
    return places.reduce((total, { count }) => total + count, 0);
  }
  const apart = places.map(({ linked }) => {
    if (begins.isLater(linked)) return () => false;
    const later = apartFrom(routine, linked, window);
    return (then: LinkedStatement) =>
      !begins.isLater(then) && later(then) && staysApart(routine, linked, then, window);
  });
  // Whichever of them is the first in a window, the others in it are none that come so much later.
  return Math.max(
    0,
    ...places.map((_, first) =>
      places.reduce((total, { linked, count }, at) => {
        const isApart =
          apart[first]?.(linked) === true || apart[at]?.(places[first]?.linked ?? linked) === true;
        return at !== first && isApart ? total : total + count;
      }, 0),
    ),
  );
}

/**
 * How many of several tries can begin within less than a window.
 *
 * @param delay ms at least between the so-manieth try and the next; it does not shrink from one to the next.
 */
export function triesWithin(tries: number, window: number, delay: (failed: number) => number): number {
  if (delay(tries) === 0) return tries;
  let passed = 0;
  for (let count = 1; count < tries; count++) {
    passed += delay(count);
    if (passed >= window) return count;
  }
  return tries;
}

/** True if a statement begins so long after another has settled, whatever the durations: waits alone count. */
function apartFrom(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  window: number,
): (then: LinkedStatement) => boolean {
  const { bounds, precedence } = routine;
  const { sections } = bounds;
  const lasting = (linked: LinkedStatement): number => {
    return precedence.before(first, linked) ? waitOf(routine, linked) : 0;
  };
  const times = earliestOf(precedence, sections, lasting, () => false);
  return (then) =>
    sections.of(then) === sections.of(first) &&
    precedence.before(first, then) &&
    times.endOf(then) - times.lastingOf(then) >= window;
}

/** In how many rounds of the loops around it a statement can begin within less than `window`. */
function roundsWithin(routine: AnalysedRoutine, linked: LinkedStatement, window: number): number {
  return loopsAround(linked).reduce((product, loop) => {
    const { node } = loop.statement;
    if (node.kind !== "loop") return product;
    const { most } = roundsOf(routine.context, loop, node);
    const gap = gapBetweenRounds(routine, loop, linked, linked);
    return product * (gap === 0 ? most : Math.min(most, Math.ceil(window / gap)));
  }, 1);
}

/**
 * Whether what comes later in a round stays so far from the first in the rounds after it. Where rounds are not kept apart
 * all of them are counted as if they fell together, with one of the two in each.
 */
function staysApart(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  then: LinkedStatement,
  window: number,
): boolean {
  const loops = loopsAround(first);
  const isThinned = loops.some((loop) =>
    [first, then].some((each) => gapBetweenRounds(routine, loop, each, each) > 0),
  );
  const innermost = loops.at(-1);
  if (!isThinned || innermost === undefined) return true;
  return gapBetweenRounds(routine, innermost, then, first) >= window;
}

/**
 * ms between the begin of one statement in a round and that of another in the next, by waits that are in every round;
 * nothing where rounds go on side by side.
 */
function gapBetweenRounds(
  routine: AnalysedRoutine,
  loop: LinkedStatement,
  from: LinkedStatement,
  to: LinkedStatement,
): number {
  const { context, precedence, bounds } = routine;
  const { node } = loop.statement;
  const body = loop.blocks.find(({ role }) => role?.kind === "round");
  if (node.kind !== "loop" || body === undefined || roundsOf(context, loop, node).atOnceMost > 1) return 0;
  const [last, next] = [childOf(body, from), childOf(body, to)];
  if (last === undefined || next === undefined) return 0;
  const waits = body.statements.filter((each) => waitOf(routine, each) > 0);
  const along = (counts: (wait: LinkedStatement) => boolean) =>
    earliestOf(
      precedence,
      bounds.sections,
      (each) => (waits.includes(each) && counts(each) ? waitOf(routine, each) : 0),
      () => false,
    );
  // Statements after it in a failed round are skipped, if the loop continues without such a round.
  const after = along((wait) => !goesOnWithoutRound(loop) && precedence.before(last, wait));
  const before = along((wait) => precedence.before(wait, next));
  return (
    waits.reduce((most, wait) => Math.max(most, after.endOf(wait)), 0) +
    waits.reduce((most, wait) => Math.max(most, before.endOf(wait)), 0)
  );
}

/** ms that a statement waits by the clock at least. */
function waitOf({ context }: AnalysedRoutine, linked: LinkedStatement): number {
  const { node } = linked.statement;
  if (node.kind !== "wait" || node.for.kind !== "duration") return 0;
  return durationAt(context, linked, node.for.duration, "the wait").least;
}

/** True if adversity can bring all that a run does into less than `per`: it has no waits that together last so long. */
export function fitsWithin({ bounds, values }: AnalysedRoutine, per: Expression): boolean {
  const { timers } = bounds.bounds.latency.parts;
  const window = decidedNumber(per, values.everywhere)?.least;
  return window !== undefined && isBounded(timers) && timers.value < window;
}
