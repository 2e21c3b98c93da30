import { type Expression, freeReads, partsOf } from "@orchlang/plan/expressions";
import { isMoney } from "@orchlang/plan/quantities";
import { type BoundsContext, environmentAt } from "../bounds/context.ts";
import { asksContext, isPartialFunction, isRisky } from "../expression/partial.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { implies } from "../facts/implication.ts";
import { not } from "../facts/logic.ts";
import { factsAt } from "../facts/path-condition.ts";
import { type Abstract, unknown } from "../interval/abstract.ts";
import type { Environment } from "../interval/environment.ts";
import { evaluateAbstractly, refine } from "../interval/evaluate.ts";
import type { LinkedStatement } from "../tree.ts";

/*
 * Expressions that have no value for some data: what is divided by zero, a place that is not on earth, a date that is
 * moved by half a day or by more than a thousand years, a signal or flag that is not known.
 */

/** True if evaluating what a statement says by itself may come to no value. */
export function mayHaveNoValue(linked: LinkedStatement, context: BoundsContext): boolean {
  const doubtful = partialOf(linked.statement.node);
  const shown = shownAt(linked, context.program);
  const asking = shown.length === 0 ? doubtful.asking : [...doubtful.asking, ...shown];
  if (asking.some((one) => mayBeUnknown(one, context.program))) return true;
  const risky = shown.length === 0 ? doubtful.risky : [...doubtful.risky, ...shown];
  if (risky.length === 0) return false;
  const there = { environment: environmentAt(context, linked), facts: factsAt(linked) };
  return risky.some((expression) => isPartial(qualified(expression, linked), there));
}

/** The texts that a statement shows to the people whom it asks, with its arguments put in: nobody is asked without a value. */
export function shownAt(
  { attempts }: LinkedStatement,
  program: BoundsContext["program"],
): readonly Expression[] {
  return attempts.flatMap(({ attempt: { target, args } }) => {
    const capability =
      "capability" in target ? program.capabilities.get(target.capability)?.capability : undefined;
    const show = capability?.human?.show;
    if (show === undefined || !(isRisky(show) || asksContext(show))) return [];
    return [substitute(show, ({ from, name }) => (from === "local" ? args[name] : undefined))];
  });
}

/** A part of a node that may have no value. */
interface Doubtful {
  /** Reads what nobody may know; conditions apart, of which it is asked whether they are met. */
  readonly asking: readonly Expression[];
  readonly risky: readonly Expression[];
}

const certain: Doubtful = { asking: [], risky: [] };

/** Every analysis asks, and most nodes have none. */
const partials = new WeakMap<object, Doubtful>();

function partialOf(node: object): Doubtful {
  const known = partials.get(node);
  if (known !== undefined) return known;
  const asking: Expression[] = [];
  const risky: Expression[] = [];
  const visit = (value: unknown, isCondition: boolean): void => {
    if (typeof value !== "object" || value === null) return;
    if (isExpression(value)) {
      if (!isCondition && asksContext(value)) asking.push(value);
      if (isRisky(value)) risky.push(value);
      return;
    }
    for (const name in value) visit(Reflect.get(value, name), isCondition || conditions.has(name));
  };
  visit(node, false);
  const doubtful = asking.length === 0 && risky.length === 0 ? certain : { asking, risky };
  partials.set(node, doubtful);
  return doubtful;
}

/** The knowledge at the place of an expression. */
interface There {
  readonly environment: Environment;
  readonly facts: readonly Expression[];
}

const dayMs = 86_400_000;

/** Days in a thousand years: what moves by no more than that is taken to stay within the years 0000 to 9999. */
const movesAtMost = 365_000;

function isPartial(expression: Expression, there: There): boolean {
  switch (expression.op) {
    case "call": {
      if (isPartialFunction(expression.fn) && !isSafe(expression.fn, expression.args, there)) return true;
      return expression.args.some((arg) => isPartial(arg, there));
    }
    case "if":
      return (
        isPartial(expression.condition, there) ||
        isPartial(expression.yes, given(there, expression.condition, true)) ||
        isPartial(expression.no, given(there, expression.condition, false))
      );
    case "and":
    case "or": {
      let known = there;
      for (const item of expression.items) {
        if (isPartial(item, known)) return true;
        known = given(known, item, expression.op === "and");
      }
      return false;
    }
    default:
      return partsOf(expression).some((part) => isPartial(part, there));
  }
}

function given(there: There, condition: Expression, holds: boolean): There {
  // Outside of a lambda nothing is known of its variable.
  if (freeReads(condition).some(({ from }) => from === "local")) return there;
  return {
    environment: refine(there.environment, condition, holds),
    facts: [...there.facts, holds ? condition : not(condition)],
  };
}

function isSafe(fn: string, args: readonly Expression[], { environment, facts }: There): boolean {
  const known = (of: Expression) => evaluateAbstractly(of, environment);
  const lies = (of: Expression | undefined, low: number, high: number): boolean => {
    const range = of === undefined ? unknown : known(of);
    return range.kind === "number" && range.low >= low && range.high <= high;
  };
  const [first, second] = args;
  if (fn === "geo.of") return lies(first, -90, 90) && lies(second, -180, 180);
  if (second === undefined) return false;
  if (fn === "money.round") return lies(second, 0, 30);
  if (fn === "date.add_months") return lies(second, -movesAtMost / 31, movesAtMost / 31);
  // Five of seven days.
  if (fn === "date.add_business_days") return lies(second, -movesAtMost / 2, movesAtMost / 2);
  if (fn === "date.add_days") return lies(second, -movesAtMost, movesAtMost);
  if (fn.startsWith("instant.")) return lies(second, -movesAtMost * dayMs, movesAtMost * dayMs);
  if (fn.startsWith("date.")) return isWholeDays(known(second));
  // Amounts of money have no ranges here: only one that is written is known not to be zero.
  if (fn === "money.ratio")
    return second.op === "constant" && isMoney(second.value) && Number(second.value.amount) !== 0;
  const range = known(second);
  const isCell = fn === "geo.cell";
  if (range.kind === "number" && (range.low > 0 || (!isCell && range.high < 0))) return true;
  const wanted = isCell ? "number.greater" : "any.notEqual";
  return implies(facts, { op: "call", fn: wanted, args: [second, zero] }, known) === true;
}

/** A date moves by whole days alone. */
function isWholeDays(by: Abstract): boolean {
  if (by.kind !== "number" || by.low !== by.high) return false;
  return by.low % dayMs === 0 && Math.abs(by.low) <= movesAtMost * dayMs;
}

const zero: Expression = { op: "constant", value: 0 };

/** Where what is not known counts as not met, or nobody is asked before the statement is over. */
const conditions: ReadonlySet<string> = new Set(["condition", "when", "where", "until", "accept", "undo"]);

/** True if an expression needs a signal or a flag that nobody may know just then, or a user where there may be none. */
export function mayBeUnknown(expression: Expression, program: BoundsContext["program"]): boolean {
  const inside = (part: Expression): boolean => mayBeUnknown(part, program);
  switch (expression.op) {
    case "read": {
      const { from, name } = expression;
      if (from !== "context" || name === "now" || name === "run") return false;
      const flag = program.flags?.[name];
      return flag === undefined || flag.confidence !== undefined || inside(flag.value);
    }
    case "coalesce":
      return (expression.orUnknown !== true && inside(expression.left)) || inside(expression.right);
    case "isNone":
      return expression.orUnknown !== true && inside(expression.of);
    default:
      return partsOf(expression).some(inside);
  }
}

/** The expressions of a node itself; its blocks contain other statements. */
export function expressionsOf(node: object): readonly Expression[] {
  const expressions: Expression[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isExpression(value)) expressions.push(value);
    else for (const part of Object.values(value)) visit(part);
  };
  visit(node);
  return expressions;
}

function isExpression(value: object): value is Expression {
  return "op" in value && typeof value.op === "string";
}
