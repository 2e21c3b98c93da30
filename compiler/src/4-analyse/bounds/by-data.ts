import { type Located, statementsIn } from "../tree.ts";
import type { BoundsContext } from "./context.ts";
import { mayBeExhausted, mayBeTooLong } from "./rounds.ts";

/*
 * Some data make a step fail without any fault: a `fail` in a branch, a wait for what does not come; a call may fail
 * at once. Where the plan goes on nevertheless, the best case is what it takes to fail (semantics, rule 42).
 */

/** Whether a plan may go on without what a statement does, however little was done of it. */
export function mayBeCutShort(context: BoundsContext, located: Located): boolean {
  const { node } = located.statement;
  // What fails in `finally` keeps the run from nothing but the rest of that.
  if (located.block.inFinally) return true;
  const goesOn =
    ("optional" in node && node.optional === true) ||
    ("rescues" in node && node.rescues.length > 0) ||
    (node.kind === "loop" && node.tolerated !== undefined);
  if (!goesOn) return false;
  const fails = (each: Located): boolean => callsSomething(each) || failsEarly(context, each);
  return (
    fails(located) ||
    located.blocks.some((block) => block.role?.kind !== "rescue" && statementsIn(block).some(fails))
  );
}

function callsSomething({ statement: { node } }: Located): boolean {
  return node.kind === "call" || node.kind === "quorum";
}

/** Whether what a statement does may fail in the runs that are reckoned; without faults data alone can make it. */
export function mayFail(context: BoundsContext, located: Located): boolean {
  const { node } = located.statement;
  if (context.faultless !== true || node.kind !== "call") return true;
  const { target, options } = node.attempt;
  if (options.accept !== undefined) return true;
  if ("capability" in target) return false;
  return context.callable("routine" in target ? target.routine : target.goal)?.failsByData === true;
}

/** Whether data can make a plan fail, so that whoever has called it may go on without it. */
export function failsByData(context: BoundsContext, statements: readonly Located[]): boolean {
  return statements.some((located) => !located.block.inFinally && failsEarly(context, located));
}

function mayGoUnmet(context: BoundsContext, located: Located): boolean {
  const { node } = located.statement;
  if (node.kind !== "loop" || !("until" in node.over) || node.over.until === undefined) return false;
  return node.over.kind !== "fold" || mayBeExhausted(context, located);
}

/** Before all that it does is done: what is asked for once and not accepted has been done. */
function failsEarly(context: BoundsContext, located: Located): boolean {
  const { node } = located.statement;
  switch (node.kind) {
    case "fail":
      return true;
    case "wait":
      return "within" in node.for && node.for.within !== undefined;
    case "loop":
      return node.over.kind === "list" ? mayBeTooLong(context, located, node) : mayGoUnmet(context, located);
    case "call": {
      const { target } = node.attempt;
      if ("capability" in target) return false;
      return context.callable("routine" in target ? target.routine : target.goal)?.failsByData === true;
    }
    default:
      return false;
  }
}

/** Whether its failure is the plan's: nothing is optional about it. */
export function canFailThePlan(located: Located): boolean {
  const { node } = located.statement;
  switch (node.kind) {
    case "call":
    case "loop":
    case "race":
    case "quorum":
      return node.optional !== true;
    case "wait":
      return node.optional !== true && "within" in node.for && node.for.within !== undefined;
    case "fail":
    case "hold":
      return true;
    default:
      return false;
  }
}
