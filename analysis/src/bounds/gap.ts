import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../analysis.ts";
import { pathConditionAt } from "../facts/path-condition.ts";
import { sharedLoop } from "../graph/propagation.ts";
import { beginOf, endOf, type Precedence } from "../order/precedence.ts";
import { backwards, leadingTo } from "../order/predecessors.ts";
import { type LinkedStatement, standsIn } from "../tree.ts";
import { callingAt, tryLimit } from "./attempt.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import { inNumbers } from "./duration.ts";
import { earliestEnd } from "./earliest.ts";
import { weightsOf } from "./lines.ts";
import { endless, latestEnd, timelineOf } from "./timeline.ts";
import { attemptBounds } from "./tries.ts";

/* How long it takes from one statement to another. */

/** How many points of a plan's order may still be gone through to find the times between its statements. */
export interface Effort {
  left: number;
}

/** Enough for every pair of a plan of some hundred statements, or for as many near pairs of a large one. */
export function effortOfGaps(): Effort {
  return { left: 2_000_000 };
}

/** The points between two statements, as far as there is effort left for them. */
function pointsTo(
  { precedence: { dag } }: AnalysedRoutine,
  then: LinkedStatement,
  isCut: (point: number) => boolean,
  effort: Effort,
): readonly number[] | undefined {
  const points = leadingTo(dag, endOf(then), isCut, effort.left);
  effort.left = points === undefined ? 0 : effort.left - points.length;
  return points;
}

/**
 * ms from the end of the first to the end of the second, at worst: what is before the first is over by then. Without
 * effort left it is computed from the begin of the run, or of the block that both stand in.
 */
export function latestGap(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  then: LinkedStatement,
  effort = effortOfGaps(),
): number {
  const { bounds, context, precedence } = routine;
  const { sections } = bounds;
  const toFinally = then.block.inFinally && !first.block.inFinally;
  // Times within one section share a clock; rounds are done after the run has begun.
  if (!toFinally && sections.of(first) !== sections.of(then))
    return sections.of(then) === sections.root ? bounds.timeline.endOf(then) : endless;
  if (toFinally) return gapToFinally(routine, first, then);
  const isAround = (linked: LinkedStatement) =>
    linked.statement.node.kind === "hold" && standsIn(first, linked);
  const isOver = (linked: LinkedStatement) => linked === first || precedence.before(linked, first);
  const isCut = (point: number): boolean => {
    const linked = precedence.tree.all[point >> 1];
    // A hold around it has begun; its end is determined by its contents.
    return linked !== undefined && (isOver(linked) || (isAround(linked) && point === beginOf(linked)));
  };
  const points = pointsTo(routine, then, isCut, effort);
  if (points === undefined) return bounds.timeline.endOf(then);
  const held = points.flatMap((point) => {
    const linked = precedence.tree.all[point >> 1];
    return linked !== undefined && isAround(linked) ? [linked] : [];
  });
  const weights = weightsOf(context, "whole", bounds.undoingOf, { forget: new Set(held) });
  return latestEnd(precedence, sections, weights, points, then);
}

/** With more statements than this, the time to `finally` is counted from the begin of the run. */
const statementsMax = 400;

/** The rest of the plan comes in between, and what was done may have to be undone first. */
function gapToFinally(routine: AnalysedRoutine, first: LinkedStatement, then: LinkedStatement): number {
  const { tree, bounds, context, precedence } = routine;
  const unwinding = inNumbers(bounds.bounds.latency.parts.unwinding);
  if (tree.all.length > statementsMax) return bounds.timeline.endOf(then) + unwinding;
  // A step that is over in one round may still begin in another.
  const over = tree.all.filter(
    (linked) =>
      sharedLoop(routine, linked, first) === undefined &&
      (linked === first ||
        precedence.before(linked, first) ||
        (linked.statement.node.kind === "hold" && standsIn(first, linked))),
  );
  const weights = weightsOf(context, "whole", bounds.undoingOf, { forget: new Set(over) });
  return timelineOf(precedence, bounds.sections, weights).endOf(then) + unwinding;
}

/**
 * ms from the end of the first to the end of the second that durations within their limits can make of it, whatever
 * the data and without a fault: what surely lies between them, each at its longest. Zero without effort left.
 */
export function certainGap(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  then: LinkedStatement,
  effort = effortOfGaps(),
): number {
  const { bounds, context, precedence } = routine;
  const { sections } = bounds;
  if (sections.of(first) !== sections.of(then) || !precedence.before(first, then)) return 0;
  // In one order of all points what comes after the first comes later; the rest takes no time here.
  const { rank } = backwards(precedence.dag);
  const from = rank[endOf(first)] ?? 0;
  const points = pointsTo(routine, then, (point) => (rank[point] ?? 0) <= from, effort);
  if (points === undefined) return 0;
  const later = plainlyAfter(precedence, first, points);
  const lasting = (linked: LinkedStatement): number => {
    const { node } = linked.statement;
    if (linked === first) return 0;
    if (!later.has(beginOf(linked)) && !precedence.before(first, linked)) return 0;
    if (node.kind === "wait" && node.for.kind === "duration")
      return durationAt(context, linked, node.for.duration, "the wait").least;
    return node.kind === "call" && node.rescues.length === 0 ? longestTry(context, linked, node.attempt) : 0;
  };
  return earliestEnd(precedence, sections, lasting, points, then);
}

/** Those of some points, in their order, to which a way leads from the end of a statement through what is always on. */
function plainlyAfter(
  { tree, dag }: Precedence,
  first: LinkedStatement,
  points: readonly number[],
): ReadonlySet<number> {
  const { sources } = backwards(dag);
  const results = new Set([endOf(first)]);
  const isOn = (point: number): boolean => {
    const linked = tree.all[point >> 1];
    return linked === undefined || linked === first || pathConditionAt(linked) === undefined;
  };
  for (const point of points) {
    const row = sources.items.subarray(sources.starts[point], sources.starts[point + 1]);
    if (row.some((source) => results.has(source) && isOn(source))) results.add(point);
  }
  return results;
}

function longestTry(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): number {
  const calling = callingAt(context, linked, attempt);
  if (calling === undefined) return attemptBounds(context, linked, attempt).duration.best;
  // How long people take is theirs.
  if (attempt.options.cache !== undefined || calling.capability.kind === "human") return 0;
  const { timeout } = attempt.options;
  const given = timeout === undefined ? undefined : durationAt(context, linked, timeout, "the timeout");
  return tryLimit(context, linked, calling, given).least;
}
