import type { Json } from "@orchlang/plan";
import { type Expression, partsOf } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { isPartialFunction, isRisky } from "../expression/partial.ts";
import { all, always, not, some } from "./logic.ts";

/*
 * Conditions that may have no value: they read a signal, a flag or a user that nobody knows, or divide by zero. Such a
 * condition is neither true nor false, so of `c` and `not c` both may be unmet. As a question of two values it is asked
 * whether it is true, or whether it is false. Unknown operands follow Kleene's logic (S. C. Kleene, “Introduction to
 * Metamathematics”, 1952); an error ends the evaluation where it comes up.
 */

/** True exactly where a condition has the value true. It is the condition itself where that always has a value. */
export function isTrue(condition: Expression): Expression {
  return mayLackValue(condition) ? askedOf(condition).holds : condition;
}

/** True exactly where a condition has the value false. */
export function isFalse(condition: Expression): Expression {
  return mayLackValue(condition) ? askedOf(condition).fails : not(condition);
}

interface Asked {
  readonly holds: Expression;
  readonly fails: Expression;
  /** Evaluating it comes to no error. */
  readonly runs: Expression;
}

const asked = new WeakMap<Expression, Asked>();

function askedOf(condition: Expression): Asked {
  const known = asked.get(condition);
  if (known !== undefined) return known;
  const result = findAsked(condition);
  asked.set(condition, result);
  return result;
}

function findAsked(condition: Expression): Asked {
  if (!mayLackValue(condition)) return { holds: condition, fails: not(condition), runs: always };
  switch (condition.op) {
    case "not": {
      const { holds, fails, runs } = askedOf(condition.of);
      return { holds: fails, fails: holds, runs };
    }
    case "and":
      return condition.items.map(askedOf).reduceRight(both);
    case "or":
      return inverted(condition.items.map((item) => inverted(askedOf(item))).reduceRight(both));
    default: {
      const runs = runsThrough(condition);
      const valued = all([runs, known(condition)]);
      return { holds: all([valued, condition]), fails: all([valued, not(condition)]), runs };
    }
  }
}

/** The first is evaluated before the others, which are left out where it decides. */
function both(others: Asked, first: Asked): Asked {
  return {
    holds: all([first.holds, others.holds]),
    fails: some([first.fails, all([first.runs, others.fails])]),
    runs: all([first.runs, some([first.fails, others.runs])]),
  };
}

function inverted({ holds, fails, runs }: Asked): Asked {
  return { holds: fails, fails: holds, runs };
}

/** True where a comparison is evaluated without an error. */
function runsThrough(expression: Expression): Expression {
  if (!isRisky(expression)) return always;
  if (expression.op !== "call")
    return isPlain(expression) ? all(partsOf(expression).map(runsThrough)) : atom("runs", expression);
  const { fn, args } = expression;
  const [, by] = args;
  const inner = args.map(runsThrough);
  if (!isPartialFunction(fn)) return all(inner);
  if (by === undefined || (fn !== "number.divide" && fn !== "number.remainder"))
    return all([...inner, atom("runs", expression)]);
  return all([...inner, { op: "call", fn: "any.notEqual", args: [by, { op: "constant", value: 0 }] }]);
}

const lacking = new WeakMap<Expression, boolean>();

export function mayLackValue(expression: Expression): boolean {
  const before = lacking.get(expression);
  if (before !== undefined) return before;
  const isFound = isRisky(expression) || mayBeUnknown(expression);
  lacking.set(expression, isFound);
  return isFound;
}

/** True if nobody may know something that it reads; `now` and `run` are always known. */
function mayBeUnknown(expression: Expression): boolean {
  if (expression.op === "read")
    return expression.from === "context" && expression.name !== "now" && expression.name !== "run";
  if (expression.op === "isNone" && expression.orUnknown === true) return false;
  if (expression.op === "coalesce" && expression.orUnknown === true) return mayBeUnknown(expression.right);
  return partsOf(expression).some(mayBeUnknown);
}

/** True where all that a comparison reads is known. */
function known(expression: Expression): Expression {
  if (!mayBeUnknown(expression)) return always;
  // A known value is like itself; an unknown one is like nothing.
  if (expression.op === "read") return { op: "call", fn: "any.equal", args: [expression, expression] };
  return isPlain(expression) ? all(partsOf(expression).map(known)) : atom("known", expression);
}

/** True if an expression evaluates all of its parts. */
function isPlain({ op }: Expression): boolean {
  return (
    op === "call" || op === "field" || op === "record" || op === "list" || op === "not" || op === "template"
  );
}

/** Something of which nothing else is known, the same wherever the same is asked. */
function atom(what: string, expression: Expression): Expression {
  return {
    op: "call",
    fn: "any.equal",
    args: [{ op: "constant", value: `${what} ${canonical(expression as unknown as Json)}` }, expression],
  };
}
