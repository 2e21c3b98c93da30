import type { Expression } from "@orchlang/plan/expressions";
import { substitute } from "../expression/substitute.ts";
import { decided, evaluateAbstractly } from "../interval/evaluate.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import type { Located } from "../tree.ts";

/* Facts about a step's value. */

export function isNone(located: Located): Expression {
  return { op: "isNone", of: { op: "read", from: "node", name: located.id } };
}

/** Whether facts can't hold where an optional step gave nothing: `ok?.granted ?? false`. */
export function isThere(located: Located, facts: readonly Expression[], knowledge: Knowledge): boolean {
  return facts.some((fact) => decided(evaluateAbstractly(withValue(fact, located), knowledge)) === false);
}

const none: Expression = { op: "constant", value: null };

export function withValue(fact: Expression, located: Located, value: Expression = none): Expression {
  return substitute(fact, (read) => (read.from === "node" && read.name === located.id ? value : undefined));
}

export function asksFor(fact: Expression, located: Located): boolean {
  let found = false;
  substitute(fact, (read) => {
    found ||= read.from === "node" && read.name === located.id;
    return undefined;
  });
  return found;
}
