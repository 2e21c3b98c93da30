import type { IntentState } from "@orchlang/kernel/run";
import type { Json, Plan, Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { Attempt, BlockId, Node } from "@orchlang/plan/nodes";
import type { Trial } from "./case.ts";
import { isChange, isTaking, wordsApart } from "./opposites.ts";
import { attemptsOf, type PlacedNode, plannedAttempt } from "./plan-facts.ts";

/**
 * The missing counterpart of a call: a call that ends what this one began, such as `fog_off` for `fog_on`, on the same
 * thing, done only if all goes well: as a step of the plan, outside handlers and `finally`. In this run it was never
 * reached. Only names show that one ends the other, so only known opposites with equal arguments count. The two sides
 * of a choice (`match`) exclude each other and do not count.
 */
export function counterpartNotCome(
  trial: Trial,
  { intent, capability }: IntentState,
  { routine, node: begun, inFinally }: PlacedNode,
): string | undefined {
  const { plan } = trial.run.file;
  const planned = plannedAttempt(plan, { intent });
  if (planned === undefined || inFinally) return undefined;
  const ending = routine.nodes.find(
    (node) =>
      node.kind === "call" &&
      "capability" in node.attempt.target &&
      canBothBe(routine, begun, node) &&
      ends({ plan, begun, capability, planned }, node.attempt),
  );
  if (ending?.kind !== "call" || !("capability" in ending.attempt.target)) return undefined;
  const { capability: other } = ending.attempt.target;
  const places = Object.values(plan.routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) =>
      attemptsOf(node).filter(({ target }) => "capability" in target && target.capability === other),
    ),
  );
  const isCome = trial.calls.some((call) => call.capability === other);
  return places.length === 1 && !isCome ? other : undefined;
}

/**
 * Only one side of a choice is done. If the ending call stands on one side alone, the effect stays on purpose on the
 * other sides.
 */
function canBothBe(routine: Routine, one: Node, other: Node): boolean {
  return (
    blocksAround(routine, one, () => true).includes(other.block) ||
    blocksAround(routine, other, ({ kind }) => kind !== "branch").includes(one.block)
  );
}

/** Innermost first, as far out as the statements that they belong to are of a kind. */
function blocksAround(
  { blocks, nodes }: Pick<Routine, "blocks" | "nodes">,
  { block }: Node,
  goesOn: (owner: Node) => boolean,
): readonly BlockId[] {
  const owner = blocks.find(({ id }) => id === block)?.owner;
  const outer = nodes.find(({ id }) => id === owner);
  return outer === undefined || !goesOn(outer)
    ? [block]
    : [block, ...blocksAround({ blocks, nodes }, outer, goesOn)];
}

interface Begun {
  readonly plan: Plan;
  readonly begun: Node;
  readonly capability: string;
  readonly planned: Attempt;
}

/** Judged by its name and its arguments: they are equal by name, or come from the call's result. */
function ends({ plan, begun, capability, planned }: Begun, { target, args }: Attempt): boolean {
  if (!("capability" in target)) return false;
  const apart = wordsApart(capability, target.capability);
  const { params = [] } = plan.capabilities[target.capability] ?? {};
  if (apart === undefined || params.length === 0) return false;
  const isTaken = isTaking(apart);
  if (!isTaken && !isChange(apart)) return false;
  return params.every(({ name }) => {
    const [own, its] = [args[name], planned.args[name]];
    const isSame = canonical((own ?? null) as Json) === canonical((its ?? null) as Json);
    return isSame || (isTaken && isPartOf(own, begun));
  });
}

/** A part of what a step gave, as it is. */
function isPartOf(value: Expression | undefined, step: Node): boolean {
  if (value?.op === "field") return isPartOf(value.of, step);
  return value?.op === "read" && value.from === "node" && value.name === step.id;
}
