import { holdMargin } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { beginOf, endOf } from "../order/precedence.ts";
import { leadingTo } from "../order/predecessors.ts";
import { type LinkedStatement, type RoutineTree, standsIn, statementsIn } from "../tree.ts";
import { durationAt } from "./context.ts";
import { inNumbers } from "./duration.ts";
import { weightsOf } from "./lines.ts";
import { timelineOf } from "./timeline.ts";

type Parts = Pick<AnalysedRoutine, "bounds" | "context" | "precedence">;

/**
 * How many ms after a hold is granted something that stands in it is over at the latest. It may be granted at once or after
 * standing in line: what is done beside it, and is waited for in it, has gone on meanwhile or has only begun. So of what
 * is outside nothing counts as done but what has to be over before it is granted.
 */
function sinceGrant(parts: Parts, hold: LinkedStatement): (linked: LinkedStatement) => number {
  const { bounds, context, precedence } = parts;
  const { timeline } = bounds;
  // A statement that waits for nothing beside the hold takes as long whenever it is granted.
  if (!waitsBeside(parts, hold)) return (linked) => timeline.overOf(linked) - timeline.beginOf(hold);
  // In a plan of this size no distinction is made: everything may have begun with the hold.
  if (holdsIn(precedence.tree) * precedence.tree.all.length > toldApartMax) return timeline.overOf;
  const points = leadingTo(precedence.dag, endOf(hold), (point) => {
    const linked = precedence.tree.all[point >> 1];
    return isBegun(hold, linked, point) || (!isWithin(hold, linked) && isOver(parts, hold, linked));
  });
  const weights = weightsOf(context, "whole", bounds.undoingOf);
  return timelineOf(precedence, bounds.sections, weights, points).overOf;
}

/** Holds by statements: each hold looks at all that may go on beside it. */
const toldApartMax = 2_000;

function waitsBeside(parts: Parts, hold: LinkedStatement): boolean {
  const { dag, tree } = parts.precedence;
  let isFound = false;
  leadingTo(dag, endOf(hold), (point) => {
    const linked = tree.all[point >> 1];
    if (isBegun(hold, linked, point)) return true;
    if (isWithin(hold, linked)) return false;
    isFound ||= !isOver(parts, hold, linked);
    return true;
  });
  return isFound;
}

/** It, or what it stands in, has begun with its grant. */
function isBegun(hold: LinkedStatement, linked: LinkedStatement | undefined, point: number): boolean {
  return linked !== undefined && (linked === hold || standsIn(hold, linked)) && point === beginOf(linked);
}

function isWithin(hold: LinkedStatement, linked: LinkedStatement | undefined): boolean {
  return linked !== undefined && (linked === hold || standsIn(linked, hold));
}

/** The end of the plan's work, which is no statement, comes before all that `finally` holds. */
function isOver({ precedence }: Parts, hold: LinkedStatement, linked: LinkedStatement | undefined): boolean {
  return linked === undefined || precedence.before(linked, hold);
}

function holdsIn({ all }: RoutineTree): number {
  return all.filter(({ statement }) => statement.node.kind === "hold").length;
}

/** True if the time of a hold may be over before what stands in it is. */
export function mayRunOver(routine: AnalysedRoutine, hold: LinkedStatement): boolean {
  return hold.blocks.some(
    ({ role, statements }) =>
      role?.kind === "held" && statements.some((inside) => outlasts(routine, hold, inside)),
  );
}

/** The same as {@link sinceGrant}, until called plans that have failed in it have undone what they did. */
export function overSinceGrant(
  routine: AnalysedRoutine,
  hold: LinkedStatement,
): (linked: LinkedStatement) => number {
  const over = sinceGrant(routine, hold);
  return (linked) => over(linked) + takingBackIn(routine, linked);
}

/** How many ms a called plan that fails takes to undo what it did: the hold goes on meanwhile. */
function takingBackIn({ bounds }: AnalysedRoutine, inside: LinkedStatement): number {
  const calls = [inside, ...inside.blocks.flatMap(statementsIn)].filter(({ attempts }) =>
    attempts.some(({ attempt: { target } }) => !("capability" in target)),
  );
  return Math.max(0, ...calls.map((call) => inNumbers(bounds.undoingOf(call).time)));
}

/** True if a statement in a hold may go on when the time of the hold is over. */
export function outlasts(routine: AnalysedRoutine, hold: LinkedStatement, inside: LinkedStatement): boolean {
  const { node } = hold.statement;
  const least = node.kind === "hold" ? durationAt(routine.context, hold, node.for, "the hold").least : 0;
  const room = least - holdMargin(least);
  return overSinceGrant(routine, hold)(inside) >= room;
}
