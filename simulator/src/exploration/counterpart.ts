import type { IntentState } from "@orchlang/kernel/run";
import type { Json, Plan, Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { Attempt, BlockId, Node } from "@orchlang/plan/nodes";
import type { Trial } from "./case.ts";
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

/** Opposite names, of which one ends what the other began. */

/** Two words that replace each other in two names. */
type Apart = readonly [one: string, other: string];

/** Opposite words, of which one ends what the other began on a thing that both name. */
const changing: readonly Apart[] = [
  ["on", "off"],
  ["up", "down"],
  ["in", "out"],
  ["start", "stop"],
  ["begin", "end"],
  ["open", "close"],
  ["open", "shut"],
  ["raise", "lower"],
  ["lift", "lower"],
  ["hoist", "lower"],
  ["enable", "disable"],
  ["attach", "detach"],
  ["disconnect", "reconnect"],
  ["freeze", "thaw"],
  ["pause", "resume"],
  ["stop", "resume"],
  ["stop", "release"],
  ["suspend", "resume"],
  ["suspend", "reinstate"],
  ["isolate", "restore"],
  ["isolate", "reconnect"],
  ["quarantine", "restore"],
  ["divert", "restore"],
  ["evacuate", "readmit"],
  ["drain", "fill"],
  ["drain", "refill"],
  ["enter", "leave"],
  ["join", "leave"],
  ["show", "hide"],
  ["add", "remove"],
  ["create", "remove"],
  ["create", "delete"],
  ["create", "destroy"],
  ["submit", "withdraw"],
];
/**
 * Opposites that take and give back, though only the taken thing names them; a case that was opened, or a ticket that
 * was created, may stay so.
 */
const taking: readonly Apart[] = [
  ["hold", "release"],
  ["acquire", "release"],
  ["reserve", "release"],
  ["claim", "release"],
  ["seize", "release"],
  ["allocate", "release"],
  ["block", "release"],
  ["reserve", "free"],
  ["occupy", "free"],
  ["allocate", "free"],
  ["block", "free"],
  ["reserve", "cancel"],
  ["book", "cancel"],
  ["charge", "refund"],
  ["rent", "return"],
  ["hire", "return"],
  ["lend", "return"],
  ["borrow", "return"],
  ["grant", "revoke"],
  ["issue", "revoke"],
];
const opposing = ["un", "dis", "de"];

/** `fog_on` and `fog_off`, `lock` and `unlock`: all words but one are the same. */
function wordsApart(one: string, other: string): Apart | undefined {
  const [own, its] = [one, other].map((name) => name.slice(name.lastIndexOf(".") + 1).split("_"));
  if (own === undefined || its === undefined || own.length !== its.length) return undefined;
  const apart = own.flatMap((word, at) => (word === its[at] ? [] : [[word, its[at] ?? ""] as const]));
  return apart.length === 1 ? apart[0] : undefined;
}

function isTaking(apart: Apart): boolean {
  return areIn(taking, apart);
}

function isChange(apart: Apart): boolean {
  const [one, other] = apart;
  return (
    areIn(changing, apart) ||
    opposing.some((prefix) => other === `${prefix}${one}` || one === `${prefix}${other}`)
  );
}

function areIn(pairs: readonly Apart[], [one, other]: Apart): boolean {
  return pairs.some(
    ([first, second]) => (one === first && other === second) || (one === second && other === first),
  );
}
