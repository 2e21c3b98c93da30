import type { Expression } from "@orchlang/plan/expressions";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { childOf, type LinkedBlock, type LinkedStatement, type RoutineTree } from "../tree.ts";

/** How often names are written out has an end. */
const letsMax = 32;

/** An expression written out, and how many names in it were. */
interface WrittenOut {
  readonly expression: Expression;
  readonly lets: number;
}

/** By the block of the statement at which they are asked for: the same objects for the same question. */
const known = new WeakMap<Expression, WeakMap<LinkedBlock, WrittenOut>>();

/**
 * Expressions in terms of what the names in them were given: `let go = ok.granted  when go { … }`. Only of names in blocks
 * around a statement is it known that they were given anything.
 */
export function writtenOut(
  { byId }: RoutineTree,
  then: LinkedStatement,
  expressions: readonly Expression[],
): readonly Expression[] {
  let left = letsMax;
  const result = (expression: Expression): Expression =>
    substitute(expression, (read) => {
      const named = read.from === "node" ? byId.get(read.name) : undefined;
      const node = named?.statement.node;
      if (named === undefined || node?.kind !== "let" || left === 0) return undefined;
      if (childOf(named.block, then) === undefined) return undefined;
      left -= 1;
      return result(qualified(node.value, named));
    });
  const results = expressions.map((expression) => {
    const before = left;
    const inBlocks = known.get(expression) ?? new WeakMap<LinkedBlock, WrittenOut>();
    known.set(expression, inBlocks);
    const same = inBlocks.get(then.block);
    if (same !== undefined && same.lets <= left) {
      left -= same.lets;
      return same.expression;
    }
    const made = result(expression);
    // With nothing left, names may have stayed in it.
    if (left > 0) inBlocks.set(then.block, { expression: made, lets: before - left });
    return made;
  });
  return left === letsMax ? expressions : results;
}

/** Facts, and the same with what names stand for. */
export function withLets(
  tree: RoutineTree,
  then: LinkedStatement,
  facts: readonly Expression[],
): readonly Expression[] {
  const expressions = writtenOut(tree, then, facts);
  return expressions === facts ? facts : [...facts, ...expressions];
}
