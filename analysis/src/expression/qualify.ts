import type { Expression } from "@orchlang/plan/expressions";
import { type LinkedBlock, type LinkedStatement, surroundings } from "../tree.ts";
import { substitute } from "./substitute.ts";

/*
 * Locals are called by their own name only inside what binds them. An analysis that sets expressions of different
 * places side by side first gives each the name of its binder: `last` in the loop `best` becomes `best.last`.
 */

/** The expression as it is meant at a statement, its locals named by their binders. */
export function qualified(expression: Expression, at: LinkedStatement): Expression {
  return qualifiedIn(expression, at.block);
}

/** The same for an expression that stands in a block: a yield's value for one. */
export function qualifiedIn(expression: Expression, block: LinkedBlock): Expression {
  return substitute(expression, (read) => {
    if (read.from !== "local") return undefined;
    const binder = binderOf(read.name, block);
    return binder === undefined ? undefined : { ...read, name: `${binder.id}.${read.name}` };
  });
}

function binderOf(name: string, block: LinkedBlock): LinkedStatement | undefined {
  for (let around: LinkedBlock | undefined = block; around !== undefined; around = around.owner?.block) {
    if (around.owner !== undefined && bindingOf(around) === name) return around.owner;
  }
  return undefined;
}

/** The name that a block's surroundings bind in it. */
function bindingOf(block: LinkedBlock): string | undefined {
  const node = block.owner?.statement.node;
  switch (block.role?.kind) {
    case "round":
      return node?.kind === "loop" ? node.variable : undefined;
    case "held":
      return node?.kind === "hold" ? node.variable : undefined;
    case "arm":
      return node?.kind === "branch" ? node.arms[block.role.arm]?.as : undefined;
    case "rescue":
      return "error";
    default:
      return undefined;
  }
}

/** The holds around a statement, innermost first. */
export function holdsAround(linked: LinkedStatement): readonly LinkedStatement[] {
  const holds: LinkedStatement[] = [];
  for (const block of surroundings(linked)) {
    if (block.role?.kind === "held" && block.owner !== undefined) holds.push(block.owner);
  }
  return holds;
}
