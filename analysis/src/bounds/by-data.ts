import type { Attempt } from "@orchlang/plan/nodes";
import { modesInContext } from "../graph/failure-edges.ts";
import { can, type Modes, mode, none } from "../graph/modes.ts";
import { type LinkedStatement, statementsIn } from "../tree.ts";
import type { BoundsContext } from "./context.ts";

/*
 * A step may fail at once: by data, by a fault, since a rule denies it, since a hold is over. Where the plan goes on
 * nevertheless, the best case is what it takes to fail (semantics, rule 42).
 */

/** In which modes something fails in a run that is computed without faults. */
const faultless: Modes = mode.data | mode.value;

/** True if a plan may go on without what a statement does, however little was done of it. */
export function mayBeCutShort(context: BoundsContext, linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  // A failure in `finally` skips only the rest of `finally`.
  if (linked.block.inFinally) return true;
  const goesOn =
    ("optional" in node && node.optional === true) ||
    ("rescues" in node && node.rescues.length > 0) ||
    (node.kind === "loop" && node.tolerated !== undefined);
  if (!goesOn) return false;
  const fails = (each: LinkedStatement): boolean => modesInContext(context, each) !== none;
  return (
    fails(linked) ||
    linked.blocks.some((block) => block.role?.kind !== "rescue" && statementsIn(block).some(fails))
  );
}

/** True if what a statement does may fail in the runs that are computed; without faults data alone can make it. */
export function mayFail(context: BoundsContext, linked: LinkedStatement): boolean {
  if (context.faultless !== true || linked.statement.node.kind !== "call") return true;
  return can(modesInContext(context, linked), faultless);
}

/** The same of a plan or goal that is called. */
export function calledMayFail(
  context: BoundsContext,
  target: Exclude<Attempt["target"], { capability: string }>,
): boolean {
  return can(context.callable("routine" in target ? target.routine : target.goal)?.fails ?? none, faultless);
}

/**
 * Whether a run may have all undone that it did: an operator may cancel it until it is over. Without faults only what
 * data make fail does, or what its time ends.
 */
export function mayHaveToUndo(context: BoundsContext, fails: Modes): boolean {
  return context.faultless !== true || context.timeout !== undefined || can(fails, faultless);
}
