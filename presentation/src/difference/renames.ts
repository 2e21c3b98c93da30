import type { Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";

/** New names for things of the old plan, as far as known. */
export interface Renames {
  /** The nodes of one routine, by the old id. */
  readonly nodes: ReadonlyMap<string, string>;
}

export const noRenames: Renames = { nodes: new Map() };

/** An old expression as it would be written of the new plan. */
export function translated(expression: Expression, { nodes }: Renames): Expression {
  if (nodes.size === 0) return expression;
  return visit(expression, nodes) as Expression;
}

/** A routine whose statements read what they read by its new name; what they are called themselves stays. */
export function translatedRoutine(routine: Routine, renames: Renames): Routine {
  return { ...routine, nodes: visit(routine.nodes, renames.nodes) as readonly Node[] };
}

function visit(value: unknown, nodes: ReadonlyMap<string, string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => visit(item, nodes));
  const record = value as Readonly<Record<string, unknown>>;
  if (record.op === "constant") return record;
  if (record.op === "read" && record.from === "node" && typeof record.name === "string") {
    return { ...record, name: nodes.get(record.name) ?? record.name };
  }
  return Object.fromEntries(Object.entries(record).map(([name, item]) => [name, visit(item, nodes)]));
}
