import type { Expression } from "@orchlang/plan/expressions";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { activation } from "../facts/activation.ts";
import { entryCondition, not, some } from "../facts/choice.ts";
import type { Precedence } from "../order/precedence.ts";
import { type Located, type RoutineTree, standsIn, surroundings } from "../tree.ts";

/** The facts that hold when a statement begins after another one, or after a race that it is inside of. */
export function knownOfCompleted(
  { before }: Precedence,
  located: Located,
  then: Located,
): readonly Expression[] {
  const accepted = acceptedOf(located);
  return [
    ...(accepted.length > 0 && before(located, then) ? accepted : []),
    ...wonAround(before, located, then),
  ];
}

/** The condition that a completed step has met: `accept it.granted`. */
function acceptedOf(located: Located): readonly Expression[] {
  const { node } = located.statement;
  const accept = node.kind === "call" ? node.attempt.options.accept : undefined;
  if (accept === undefined || !("rescues" in node) || isReplaceable(node)) return [];
  const of: Expression = { op: "read", from: "node", name: located.id };
  const meant = substitute(accept, (read) => (read.from === "local" && read.name === "it" ? of : undefined));
  return [some([not(activation(located)), qualified(meant, located)])];
}

/** One of the branches of a race has come through, where nothing can take its place. */
function wonAround(before: Precedence["before"], located: Located, then: Located): readonly Expression[] {
  return [...surroundings(located)].flatMap(({ owner, role }) => {
    const node = owner?.statement.node;
    if (owner === undefined || node?.kind !== "race" || role?.kind !== "contender") return [];
    if (standsIn(then, owner) || isReplaceable(node) || !before(owner, then)) return [];
    const branches = owner.blocks.filter((block) => block.role?.kind === "contender");
    return [some([not(activation(owner)), ...branches.map(entryCondition)])];
  });
}

/** The value of a handler was not checked. */
function isReplaceable(node: { readonly rescues: readonly object[]; readonly optional?: boolean }): boolean {
  return node.rescues.length > 0 || node.optional === true;
}

const fails = new WeakMap<RoutineTree, readonly Located[]>();

/** The places at which a plan says that it fails. */
export function failsIn(tree: RoutineTree): readonly Located[] {
  const known = fails.get(tree);
  if (known !== undefined) return known;
  const found = tree.all.filter(({ block, statement }) => statement.node.kind === "fail" && !block.inFinally);
  fails.set(tree, found);
  return found;
}

/** The facts of every completed run of a plan: it has reached no `fail`. */
export function unfailedIn(tree: RoutineTree): readonly Expression[] {
  return failsIn(tree)
    .filter(({ block }) => block.loops.length === 0)
    .map((located) => not(activation(located)));
}
