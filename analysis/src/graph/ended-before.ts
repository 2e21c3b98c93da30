import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../analysis.ts";
import type { Slot } from "../attempts.ts";
import { activation, factsAt } from "../facts/activation.ts";
import { not } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { leadingTo } from "../order/leading-to.ts";
import { beginOf } from "../order/precedence.ts";
import { inScopeOf, type Located, standsIn } from "../tree.ts";

/**
 * Whether a `fail` that is come to has ended its plan before a way of a statement would begin: what the `fail` waits for
 * is over when something begins that the statement has to wait for. Nothing passes between what a `fail` waits for and
 * the end of the plan.
 */
export function endsBefore(
  { precedence, bounds: { sections } }: AnalysedRoutine,
  ender: Located,
  { located, slot }: { readonly located: Located; readonly slot: Slot },
): boolean {
  if (ender.statement.node.kind !== "fail" || sections.of(ender) !== sections.root) return false;
  const { tree, before } = precedence;
  const facts = factsAt(ender);
  const isOff = (each: Located): boolean => implies(facts, not(activation(each))) === true;
  const points = leadingTo(precedence.dag, beginOf(ender), (point) => {
    const each = tree.all[point >> 1];
    return each !== undefined && isOff(each);
  });
  const waited = [...new Set(points.flatMap((point) => tree.all[point >> 1] ?? []))].filter(
    (each) => takesTime(each) && each !== ender,
  );
  const isOver = (begun: Located): boolean =>
    waited.every((each) => each !== begun && before(each, begun) && !standsIn(begun, each));
  // A handler begins when what comes before it has failed.
  if (slot !== "do" && isOver(located)) return true;
  const both = [...factsAt(located), ...facts];
  return tree.all.some(
    (begun) =>
      isAnswered(begun) &&
      inScopeOf(begun, located) &&
      before(begun, located) &&
      isOver(begun) &&
      implies(both, activation(begun)) === true,
  );
}

function takesTime({ statement: { node } }: Located): boolean {
  return ["call", "loop", "race", "quorum", "wait", "hold"].includes(node.kind);
}

/** Whether something has to come back before it is over: what was kept from before need not. */
function isAnswered({ statement: { node }, blocks }: Located): boolean {
  if (node.kind === "race") {
    const contenders = blocks.filter(({ role }) => role?.kind === "contender");
    return contenders.every(({ statements }) => statements.some(isAnswered));
  }
  if (node.kind !== "call") return false;
  const isCall = ({ target, options }: Attempt): boolean =>
    "capability" in target && options.cache === undefined;
  return (
    isCall(node.attempt) && node.rescues.every((rescue) => "attempt" in rescue && isCall(rescue.attempt))
  );
}
