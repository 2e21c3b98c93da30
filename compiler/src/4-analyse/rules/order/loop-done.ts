import type { Expression } from "@orchlang/plan";
import type { AnalysedRoutine } from "../../analysis.ts";
import { knowledgeAt } from "../../bounds/context.ts";
import { roundsOf } from "../../bounds/rounds.ts";
import { qualified } from "../../expression/qualify.ts";
import { substitute } from "../../expression/substitute.ts";
import { activation } from "../../facts/activation.ts";
import { entryCondition } from "../../facts/choice.ts";
import type { Known } from "../../facts/formula.ts";
import { goesOnWithoutRound } from "../../graph/propagation.ts";
import { evaluateAbstractly } from "../../interval/evaluate.ts";
import type { Located, LocatedBlock } from "../../tree.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Available } from "./available.ts";
import { type Asked, provedBy } from "./proves.ts";

/**
 * What a loop has done once it is over, for what comes after it (semantics, rule 34): there is a round for sure, none
 * may fail, and each does it for sure, or the last does for all that the loop's `until` says of it.
 *
 * @param inRound what stands at the end of a round.
 */
export function doneByRounds(
  asked: Pick<Asked, "run" | "firsts">,
  { context }: AnalysedRoutine,
  loop: Located,
  round: LocatedBlock,
  inRound: Available,
): readonly Occurrence[] | undefined {
  const { node } = loop.statement;
  if (node.kind !== "loop" || node.rescues.length > 0 || node.optional === true) return undefined;
  if (goesOnWithoutRound(loop) || roundsOf(context, loop, node).least === 0) return undefined;
  const facts = [activation(loop), entryCondition(round), ...untilOfLast(loop, round)];
  const knowledge = knowledgeAt(context, loop);
  const known: Known = (path) => evaluateAbstractly(path, knowledge);
  return provedBy({ ...asked, facts, known, isOver: () => true }, inRound);
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
