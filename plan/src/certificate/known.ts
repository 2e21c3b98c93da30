import type { Expression } from "../shapes/expression.ts";
import type { BranchNode, Node, NodeId } from "../shapes/node.ts";
import { around, type Indexed } from "./program.ts";

/*
 * What is over, and what is known to be true, when a statement is ready to begin (semantics, rule 11).
 */

/**
 * Statements that have settled before this one begins and were not skipped: what it and what stands around it wait for,
 * and what these have waited for. Only those of a block around it count: of others nobody knows whether they were come to.
 */
export function settledBefore(within: Indexed, node: Node): ReadonlySet<NodeId> {
  const { owners, top } = around(within, node);
  const open = new Set([node.block, top, ...owners.map(({ owner }) => owner.block)]);
  const settled = new Set<NodeId>();
  const queue: Node[] = [node, ...owners.map(({ owner }) => owner)];
  for (let each = queue.pop(); each !== undefined; each = queue.pop()) {
    for (const need of each.needs) {
      const needed = within.nodes.get(need.node);
      if (needed === undefined || settled.has(needed.id) || !open.has(needed.block)) continue;
      settled.add(needed.id);
      queue.push(needed);
    }
  }
  return settled;
}

/** A block that never comes to its end as if nothing had been: a `fail` or a `return` stands in it for sure. */
export function ends(within: Indexed, block: string): boolean {
  return (within.blocks.get(block)?.nodes ?? []).some((id) => {
    const node = within.nodes.get(id);
    if (node === undefined) return false;
    if (node.kind === "fail" || node.kind === "return") return true;
    return node.kind === "branch" && isExhaustive(node) && node.arms.every((arm) => ends(within, arm.block));
  });
}

/** One of its arms is taken whatever the data: the last asks for nothing. */
export function isExhaustive({ arms }: BranchNode): boolean {
  const last = arms.at(-1);
  return last !== undefined && last.condition === undefined && last.patterns === undefined;
}

/** Expressions that are true, and that are not, when a statement begins: by the arms around it, and the arms that ended the plan. */
export function knownAt(within: Indexed, node: Node, settled: ReadonlySet<NodeId>): readonly Expression[] {
  const truths: Expression[] = [];
  const learn = (condition: Expression | undefined, holds: boolean): void => {
    if (condition !== undefined) conjuncts(condition, holds, within, settled, truths);
  };
  for (const { owner, block } of around(within, node).owners) {
    if (owner.kind !== "branch") continue;
    for (const arm of owner.arms) {
      learn(arm.condition, arm.block === block);
      if (arm.block === block) break;
    }
  }
  for (const id of settled) {
    const branch = within.nodes.get(id);
    if (branch?.kind !== "branch" || branch.subject !== undefined) continue;
    for (const arm of branch.arms) {
      if (!ends(within, arm.block)) break;
      learn(arm.condition, false);
    }
  }
  return truths;
}

/** What has to be true for a condition to hold, or not to. */
function conjuncts(
  condition: Expression,
  holds: boolean,
  within: Indexed,
  settled: ReadonlySet<NodeId>,
  truths: Expression[],
): void {
  const all = (parts: readonly Expression[], side: boolean): void => {
    for (const part of parts) conjuncts(part, side, within, settled, truths);
  };
  if (condition.op === "not") all([condition.of], !holds);
  else if (condition.op === (holds ? "and" : "or")) all(condition.items, holds);
  else if (condition.op === "coalesce" && holds && isFalse(condition.right)) all([condition.left], true);
  else if (condition.op === "read" && condition.from === "node") {
    const named = within.nodes.get(condition.name);
    if (named?.kind === "let" && settled.has(named.id)) all([named.value], holds);
    else if (holds) truths.push(condition);
  } else if (holds) truths.push(condition);
}

function isFalse(expression: Expression): boolean {
  return expression.op === "constant" && expression.value === false;
}
