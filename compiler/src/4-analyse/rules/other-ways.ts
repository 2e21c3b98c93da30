import type { AnalysedRoutine } from "../analysis.ts";
import type { Slot } from "../attempts.ts";
import { alwaysEnds } from "../order/endings.ts";
import { type Located, type LocatedBlock, standsIn, statementsIn } from "../tree.ts";
import { failsByData } from "./fails-by-data.ts";
import { canFail } from "./guard.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Run } from "./run.ts";

/* How a run gets past a step without what stands in it, by failures alone and whatever the data. */

/** Whether one of its handlers, which does none of them, can be what does a step: all ways before it fail. */
export function doneByOther(
  run: Run,
  routine: AnalysedRoutine,
  located: Located,
  candidates: readonly Occurrence[],
): boolean {
  const { node } = located.statement;
  if (node.kind !== "call") return false;
  const isCandidate = (slot: Slot): boolean =>
    candidates.some((one) => one.located === located && one.slot === slot);
  const ways = new Map(located.attempts.map(({ slot, attempt }) => [slot, attempt]));
  for (const [at, rescue] of node.rescues.entries()) {
    const before = ways.get(at === 0 ? "do" : `else${at}`);
    if (rescue.when !== undefined || before === undefined || !canFail(run, before)) return false;
    if ("block" in rescue) {
      const block = located.blocks.find((one) => one.block.id === rescue.block);
      return block !== undefined && !alwaysEnds(block) && isClean(run, routine, candidates, block);
    }
    const { target, options } = rescue.attempt;
    if (!isCandidate(`else${at + 1}`) && "capability" in target) return options.accept === undefined;
  }
  return false;
}

/** Whether the race around a step can be won by branches that do none of them. */
export function wonByOther(
  run: Run,
  routine: AnalysedRoutine,
  { located, then }: { readonly located: Located; readonly then: Located },
  candidates: readonly Occurrence[],
): boolean {
  for (let block: LocatedBlock | undefined = located.block; block !== undefined; block = block.owner?.block) {
    const { owner, role }: LocatedBlock = block;
    if (role?.kind !== "contender" || owner?.statement.node.kind !== "race" || standsIn(then, owner))
      continue;
    const clean = owner.blocks.filter(
      (one) => one.role?.kind === "contender" && isClean(run, routine, candidates, one),
    );
    return clean.length >= owner.statement.node.winners;
  }
  return false;
}

/** Nothing of it is one of them, nor calls a plan that may do one; and no data keeps it from coming to its end. */
function isClean(
  run: Run,
  routine: AnalysedRoutine,
  candidates: readonly Occurrence[],
  block: LocatedBlock,
): boolean {
  return statementsIn(block).every(
    (inside) =>
      !candidates.some(({ located }) => located === inside) &&
      inside.attempts.every(({ attempt }) => "capability" in attempt.target) &&
      !failsByData(run.analysis, routine, inside),
  );
}
