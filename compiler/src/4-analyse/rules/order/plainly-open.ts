import type { Action } from "@orchlang/plan";
import type { AnalysedRoutine } from "../../analysis.ts";
import { heldAt, holdsWithin } from "../../facts/activation.ts";
import { inScopeOf, type Located } from "../../tree.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { doneByOther, wonByOther } from "./other-ways.ts";

/**
 * Whether it can be told from where two statements stand, without a look at any condition, that the first may have
 * completed when the second begins: it comes first for the sake of order, what holds there holds here too, and nothing
 * gets past it by failures alone. Most pairs that a rule asks about are such, and where one is there is no mistake.
 */
export function isPlainlyOpen(
  run: Run,
  routine: AnalysedRoutine,
  { action, occurrence }: { readonly action: Action; readonly occurrence: Occurrence },
  then: Located,
  candidates: readonly Occurrence[],
): boolean {
  const { located, slot } = occurrence;
  const { node } = located.statement;
  return (
    (action.outcome ?? "completed") === "completed" &&
    action.when === undefined &&
    slot === "do" &&
    node.kind === "call" &&
    node.optional !== true &&
    located !== then &&
    !located.block.inFinally &&
    !then.block.inFinally &&
    inScopeOf(located, then) &&
    holdsWithin(heldAt(located), heldAt(then)) &&
    routine.precedence.mayHold(located, then) &&
    !doneByOther(run, routine, located, candidates) &&
    !wonByOther(run, routine, { located, then }, candidates)
  );
}
