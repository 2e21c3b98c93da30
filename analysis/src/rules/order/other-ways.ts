import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../../analysis.ts";
import { simplified } from "../../expression/arguments.ts";
import { ofFailure } from "../../expression/of-failure.ts";
import { qualified } from "../../expression/qualify.ts";
import { entryCondition } from "../../facts/choice.ts";
import { all, not, some } from "../../facts/logic.ts";
import { now } from "../../graph/denials.ts";
import { failsByAdversity, modesAt } from "../../graph/failures.ts";
import { byData, can } from "../../graph/modes.ts";
import { alwaysEnds } from "../../order/endings.ts";
import { type LinkedBlock, type LinkedStatement, type Slot, standsIn, statementsIn } from "../../tree.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { asksFor, withValue } from "../truth-at.ts";

/* How a run gets past a step without what stands in it, by failures alone and whatever the data. */

/** True if one of its handlers, which does none of them, can be what does a step: all ways before it fail. */
export function doneByOther(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  candidates: readonly Occurrence[],
): boolean {
  const { node } = linked.statement;
  if (node.kind !== "call") return false;
  const isCandidate = (slot: Slot): boolean =>
    candidates.some((one) => one.linked === linked && one.slot === slot);
  const ways = new Map(linked.attempts.map(({ slot, attempt }) => [slot, attempt]));
  for (const [at, rescue] of node.rescues.entries()) {
    const before = ways.get(at === 0 ? "do" : `else${at}`);
    if (rescue.when !== undefined || before === undefined || !failsByAdversity(run.analysis, before))
      return false;
    if ("block" in rescue) {
      const block = linked.blocks.find((one) => one.block.id === rescue.block);
      return block !== undefined && !alwaysEnds(block) && isClean(run, routine, candidates, block);
    }
    const { target, options } = rescue.attempt;
    if (!isCandidate(`else${at + 1}`) && "capability" in target) return options.accept === undefined;
  }
  return false;
}

/** The value of a failed step's first handler, if failures alone lead to it. */
export function givenInstead(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  candidates: readonly Occurrence[],
): Expression | undefined {
  const { node } = linked.statement;
  const rescue = node.kind === "call" ? node.rescues[0] : undefined;
  if (node.kind !== "call" || rescue === undefined || !("block" in rescue)) return undefined;
  // A person fails in one way alone, by not answering.
  if (
    !failsByAdversity(run.analysis, node.attempt) ||
    (rescue.when !== undefined && !isOfSilence(run, node.attempt, rescue.when))
  )
    return undefined;
  const block = linked.blocks.find((one) => one.block.id === rescue.block);
  if (block === undefined || !isClean(run, routine, candidates, block)) return undefined;
  return givenBy(block);
}

/** The value of a handler's block, if it is the same on every path. */
function givenBy(block: LinkedBlock): Expression | undefined {
  const yields = statementsIn(block).filter(({ statement }) => statement.node.kind === "yield");
  const [only] = yields;
  if (only === undefined || yields.length > 1 || only.block !== block) return undefined;
  const { node } = only.statement;
  return node.kind === "yield" ? qualified(node.value, only) : undefined;
}

/**
 * Facts about the handlers that follow from facts about a step's value: a handler has run only if the facts hold for
 * its value. `when ok.granted` shows that no timeout was taken for an answer, if the handler yields `{ granted: false
 * }`.
 */
export function knownOfHandlers(
  linked: LinkedStatement,
  facts: readonly Expression[],
): readonly Expression[] {
  const asked = facts.filter((fact) => asksFor(fact, linked));
  if (asked.length === 0) return [];
  return linked.blocks.flatMap((block): readonly Expression[] => {
    const value = block.role?.kind === "rescue" ? givenBy(block) : undefined;
    if (value === undefined) return [];
    const held = asked.map((fact) => simplified(withValue(fact, linked, value)));
    return [some([not(entryCondition(block)), all(held)])];
  });
}

/** `when error == timeout` of what a person is asked. */
function isOfSilence(run: Run, { target }: Attempt, when: Expression): boolean {
  const name = "capability" in target ? target.capability : undefined;
  const isHuman =
    name !== undefined && run.analysis.program.capabilities.get(name)?.capability.kind === "human";
  const evaluated = isHuman ? ofFailure(when, "timeout") : undefined;
  return evaluated !== undefined && "value" in evaluated && evaluated.value === true;
}

/** True if the race around a step can be won by branches that do none of them. */
export function wonByOther(
  run: Run,
  routine: AnalysedRoutine,
  { linked, then }: { readonly linked: LinkedStatement; readonly then: LinkedStatement },
  candidates: readonly Occurrence[],
): boolean {
  for (let block: LinkedBlock | undefined = linked.block; block !== undefined; block = block.owner?.block) {
    const { owner, role }: LinkedBlock = block;
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
  block: LinkedBlock,
): boolean {
  return statementsIn(block).every(
    (inside) =>
      !candidates.some(({ linked }) => linked === inside) &&
      inside.attempts.every(({ attempt }) => "capability" in attempt.target) &&
      !can(modesAt(run.analysis, routine, inside, now), byData),
  );
}
