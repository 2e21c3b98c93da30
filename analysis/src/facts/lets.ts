import type { Expression } from "@orchlang/plan/expressions";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { childOf, type Located, type RoutineTree } from "../tree.ts";

/** How often names are written out has an end. */
const letsMax = 32;

/**
 * Expressions in terms of what the names in them were given: `let go = ok.granted  when go { … }`. Only of names in blocks
 * around a statement is it known that they were given anything.
 */
export function writtenOut(
  { byId }: RoutineTree,
  then: Located,
  expressions: readonly Expression[],
): readonly Expression[] {
  let left = letsMax;
  const meant = (expression: Expression): Expression =>
    substitute(expression, (read) => {
      const named = read.from === "node" ? byId.get(read.name) : undefined;
      const node = named?.statement.node;
      if (named === undefined || node?.kind !== "let" || left === 0) return undefined;
      if (childOf(named.block, then) === undefined) return undefined;
      left -= 1;
      return meant(qualified(node.value, named));
    });
  const found = expressions.map(meant);
  return left === letsMax ? expressions : found;
}

/** Facts, and the same with what names stand for. */
export function withLets(
  tree: RoutineTree,
  then: Located,
  facts: readonly Expression[],
): readonly Expression[] {
  const found = writtenOut(tree, then, facts);
  return found === facts ? facts : [...facts, ...found];
}
