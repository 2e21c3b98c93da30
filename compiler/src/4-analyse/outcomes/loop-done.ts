import type { Action, Expression } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { knowledgeAt } from "../bounds/context.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { activation } from "../facts/activation.ts";
import { entryCondition } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import type { Occurrence } from "../rules/occurrence.ts";
import { standingCondition } from "../rules/standing.ts";
import { inScopeOf, type Located, type LocatedBlock } from "../tree.ts";
import { goesOnWithoutRound } from "./passing.ts";

/**
 * The loop that has done something once it is over, for what comes after it (semantics, rule 34): there is a round for
 * sure, none may fail, and each does it for sure, or the last does for all that the loop's `until` says of it.
 */
export function loopThatDoes(
  analysis: Analysis,
  routine: AnalysedRoutine,
  { action, occurrence }: { readonly action: Action; readonly occurrence: Occurrence },
  then: Located,
): Located | undefined {
  const { located } = occurrence;
  const [loop, ...deeper] = located.block.loops.filter((each) => !then.block.loops.includes(each));
  const node = loop?.statement.node;
  if (loop === undefined || node?.kind !== "loop" || deeper.length > 0 || !inScopeOf(loop, then))
    return undefined;
  const isReplaceable = node.rescues.length > 0 || node.optional === true;
  if (isReplaceable || goesOnWithoutRound(loop) || loop.block.inFinally !== then.block.inFinally)
    return undefined;
  const round = loop.blocks.find(({ role }) => role?.kind === "round");
  if (round === undefined || roundsOf(routine.context, loop, node).least === 0) return undefined;
  if (!routine.precedence.before(loop, then)) return undefined;
  const facts = [activation(loop), entryCondition(round), ...untilOfLast(loop, round)];
  // What is known where the action begins is not known of a round that does not come to it.
  const knowledge = knowledgeAt(routine.context, loop);
  const does = implies(facts, standingCondition({ analysis }, action, occurrence), (path) =>
    evaluateAbstractly(path, knowledge),
  );
  return does === true ? loop : undefined;
}

/** What the value of the last round is for sure: it has met the loop's `until`, or the loop has failed. */
function untilOfLast(loop: Located, round: LocatedBlock): readonly Expression[] {
  const { node } = loop.statement;
  if (node.kind !== "loop" || node.over.kind !== "fold" || node.over.until === undefined) return [];
  const yields = round.statements.filter(({ statement }) => statement.node.kind === "yield");
  const [only] = yields;
  if (only === undefined || yields.length > 1 || only.statement.node.kind !== "yield") return [];
  const value = qualified(only.statement.node.value, only);
  const { variable } = node;
  return [
    substitute(qualified(node.over.until, loop), (read) =>
      read.from === "local" && read.name === variable ? value : undefined,
    ),
  ];
}
