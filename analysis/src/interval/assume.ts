import type { Expression } from "@orchlang/plan/expressions";
import { pathKey } from "../expression/path.ts";
import { type Abstract, met, moneyRange, none, numberRange, present, truth, unknown } from "./abstract.ts";
import { evaluateAbstractly } from "./evaluate.ts";
import { type Knowledge, knowing } from "./knowledge.ts";

/**
 * Refines an environment by a condition that is known to be true, or false: each comparison of a path bounds it by the
 * other side's abstract value. This is how `ensures result.contacts.size <= limit` bounds a price.
 */
export function assuming(knowledge: Knowledge, condition: Expression, holds = true): Knowledge {
  return knowing(knowledge, factsOf(knowledge, condition, holds));
}

/** The facts that a condition states about single paths, by their keys. */
export function factsOf(
  knowledge: Knowledge,
  condition: Expression,
  holds = true,
): ReadonlyMap<string, Abstract> {
  const facts = new Map<string, Abstract>();
  collect(knowledge, condition, holds, facts);
  return facts;
}

type Facts = Map<string, Abstract>;

function collect(knowledge: Knowledge, condition: Expression, holds: boolean, facts: Facts): void {
  switch (condition.op) {
    case "not":
      collect(knowledge, condition.of, !holds, facts);
      return;
    case "and":
    case "or":
      // A disjunction says nothing of any one of its parts.
      if ((condition.op === "and") === holds) {
        for (const item of condition.items) collect(knowledge, item, holds, facts);
      }
      return;
    case "isNone":
      // That nobody knows it says nothing of what it is.
      if (condition.orUnknown !== true || !holds) noneOrNot(knowledge, condition.of, holds, facts);
      return;
    case "call":
      compare(knowledge, condition.fn, condition.args, holds, facts);
      return;
    default:
      learn(condition, truth(holds, !holds), facts);
  }
}

function learn(of: Expression | undefined, what: Abstract, facts: Facts): void {
  const key = of === undefined ? undefined : pathKey(of);
  if (key === undefined) return;
  const known = facts.get(key);
  facts.set(key, known === undefined ? what : met(known, what));
}

function noneOrNot(knowledge: Knowledge, of: Expression, isNone: boolean, facts: Facts): void {
  const value = evaluateAbstractly(of, knowledge);
  if (isNone) learn(of, none, facts);
  else if (value.kind === "maybe") learn(of, present(value), facts);
}

const opposites: Readonly<Record<string, string>> = {
  less: "greaterOrEqual",
  lessOrEqual: "greater",
  greater: "lessOrEqual",
  greaterOrEqual: "less",
  equal: "notEqual",
  notEqual: "equal",
};

function compare(
  knowledge: Knowledge,
  fn: string,
  args: readonly Expression[],
  holds: boolean,
  facts: Facts,
): void {
  if (fn === "range.contains" && holds) {
    const [value, from, to] = args;
    bound(knowledge, value, from, "greaterOrEqual", facts);
    bound(knowledge, value, to, "lessOrEqual", facts);
    return;
  }
  const said = fn.slice(fn.indexOf(".") + 1);
  const relation = holds ? said : opposites[said];
  const [left, right] = args;
  if (relation === undefined || opposites[said] === undefined) return;
  bound(knowledge, left, right, relation, facts);
  bound(knowledge, right, left, mirrored[relation] ?? relation, facts);
}

const mirrored: Readonly<Record<string, string>> = {
  less: "greater",
  lessOrEqual: "greaterOrEqual",
  greater: "less",
  greaterOrEqual: "lessOrEqual",
};

/** The fact that `of relation other` states about `of`. */
function bound(
  knowledge: Knowledge,
  of: Expression | undefined,
  other: Expression | undefined,
  relation: string,
  facts: Facts,
): void {
  if (of === undefined || other === undefined || pathKey(of) === undefined) return;
  const value = evaluateAbstractly(other, knowledge);
  learn(of, allowed(value, relation), facts);
}

function allowed(other: Abstract, relation: string): Abstract {
  const below = relation === "less" || relation === "lessOrEqual";
  const above = relation === "greater" || relation === "greaterOrEqual";
  if (relation === "equal") return other;
  if (other.kind === "number") {
    if (below) return numberRange(-Infinity, other.high);
    return above ? numberRange(other.low, Infinity) : unknown;
  }
  if (other.kind === "money") {
    if (below) return moneyRange(undefined, other.high);
    return above ? moneyRange(other.low, undefined) : unknown;
  }
  return unknown;
}
