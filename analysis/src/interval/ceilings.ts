import type { Expression } from "@orchlang/plan/expressions";
import { pathKey } from "../expression/path.ts";

/**
 * Upper bounds of result paths as expressions, by their keys: `ensures result.contacts.size <= limit` says that
 * `list.contacts.size` never exceeds the argument for `limit`.
 */
export type Ceilings = ReadonlyMap<string, Expression>;

/** Adds what a condition that holds says. */
export function collectCeilings(condition: Expression, ceilings: Map<string, Expression>): void {
  if (condition.op === "and") {
    for (const item of condition.items) collectCeilings(item, ceilings);
    return;
  }
  if (condition.op !== "call") return;
  const relation = condition.fn.slice(condition.fn.indexOf(".") + 1);
  const [left, right] = condition.args;
  if (left === undefined || right === undefined) return;
  if (relation === "equal" || relation === "less" || relation === "lessOrEqual") note(left, right, ceilings);
  if (relation === "equal" || relation === "greater" || relation === "greaterOrEqual")
    note(right, left, ceilings);
}

function note(of: Expression, most: Expression, ceilings: Map<string, Expression>): void {
  const key = pathKey(of);
  if (key !== undefined && !ceilings.has(key) && most.op !== "constant") ceilings.set(key, most);
}
