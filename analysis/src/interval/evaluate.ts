import type { Json, Money } from "@orchlang/plan";
import {
  type Expression,
  type Fold,
  freeReads,
  type MatchArm,
  matches,
  type Pattern,
} from "@orchlang/plan/expressions";
import { isMoney } from "@orchlang/plan/quantities";
import { pathKey } from "../expression/path.ts";
import {
  type Abstract,
  anySize,
  isEmpty,
  joined,
  mayBeNone,
  maybe,
  met,
  moneyRange,
  none,
  numberRange,
  present,
  truth,
  undecided,
  unknown,
} from "./abstract.ts";
import { timesRange } from "./amounts.ts";
import { type Environment, extendEnvironment } from "./environment.ts";
import { functionRange } from "./functions.ts";

/** Variables of the lambdas around an expression. */
type Locals = ReadonlyMap<string, Abstract>;

const noLocals: Locals = new Map();

/** Everything that the expression can be, given what is known: never too little, sometimes too much. */
export function evaluateAbstractly(
  expression: Expression,
  environment: Environment,
  locals: Locals = noLocals,
): Abstract {
  const value = evaluateForm(expression, environment, locals);
  const key = readsLocal(expression, locals) ? undefined : pathKey(expression);
  const fact = key === undefined ? undefined : environment.fact(key);
  return fact === undefined ? value : met(value, fact);
}

function evaluateForm(expression: Expression, environment: Environment, locals: Locals): Abstract {
  const inner = (part: Expression): Abstract => evaluateAbstractly(part, environment, locals);
  switch (expression.op) {
    case "constant":
      return abstractOfJson(expression.value);
    case "read":
      return (
        (expression.from === "local" ? locals.get(expression.name) : undefined) ??
        environment.read(expression)
      );
    case "field":
      return fieldOf(inner(expression.of), expression.name);
    case "record":
      return recordOf(expression.entries, inner);
    case "list": {
      const items = expression.items;
      return {
        kind: "list",
        size: numberRange(items.length, items.length),
        item: () => (items.length === 0 ? unknown : items.map(inner).reduce(joined)),
      };
    }
    case "call":
      return functionRange(expression.fn, expression.args.map(inner));
    case "fold":
      return foldOf(expression, inner(expression.list), (item) => {
        if (expression.body === undefined) return item;
        const extended = new Map([...locals, [expression.as ?? "", item] as const]);
        return evaluateAbstractly(expression.body, environment, extended);
      });
    case "and":
    case "or":
      return connective(expression.op, expression.items.map(inner));
    case "not":
      return negated(inner(expression.of));
    case "isNone":
      return expression.orUnknown === true ? truth(true, true) : noneTest(inner(expression.of));
    case "if": {
      const { condition } = expression;
      // Facts about a lambda's own variable do not leave the lambda.
      const isOuter = !freeReads(condition).some(({ from, name }) => from === "local" && locals.has(name));
      const side = (part: Expression, holds: boolean): Abstract =>
        evaluateAbstractly(part, isOuter ? refine(environment, condition, holds) : environment, locals);
      return conditional(
        inner(condition),
        () => side(expression.yes, true),
        () => side(expression.no, false),
      );
    }
    case "match":
      return matchOf(inner(expression.subject), expression.arms, expression.otherwise, inner);
    case "coalesce": {
      const left = inner(expression.left);
      if (left.kind === "none") return inner(expression.right);
      const isLeft = !mayBeNone(left) && expression.orUnknown !== true;
      return isLeft ? left : joined(present(left), inner(expression.right));
    }
    case "template":
      return unknown;
  }
}

function readsLocal(expression: Expression, locals: Locals): boolean {
  if (locals.size === 0) return false;
  if (expression.op === "read") return expression.from === "local" && locals.has(expression.name);
  if (expression.op === "field") return readsLocal(expression.of, locals);
  return expression.op === "call" && expression.args.some((arg) => readsLocal(arg, locals));
}

function fieldOf(of: Abstract, name: string): Abstract {
  if (of.kind === "record") return of.field(name);
  if (of.kind === "maybe") return maybe(fieldOf(of.of, name));
  return of.kind === "none" ? none : unknown;
}

function recordOf(
  entries: readonly (
    | { readonly name: string; readonly value: Expression }
    | { readonly spread: Expression }
  )[],
  inner: (part: Expression) => Abstract,
): Abstract {
  const last = [...entries].reverse();
  return {
    kind: "record",
    field: (name) => {
      for (const entry of last) {
        if ("spread" in entry) {
          const field = fieldOf(inner(entry.spread), name);
          if (field.kind !== "none") return field;
        } else if (entry.name === name) return inner(entry.value);
      }
      return none;
    },
  };
}

function connective(op: "and" | "or", items: readonly Abstract[]): Abstract {
  const sides = items.map((item) => (item.kind === "truth" ? item : { yes: true, no: true }));
  return op === "and"
    ? truth(
        sides.every((side) => side.yes),
        sides.some((side) => side.no),
      )
    : truth(
        sides.some((side) => side.yes),
        sides.every((side) => side.no),
      );
}

function negated(of: Abstract): Abstract {
  return of.kind === "truth" ? truth(of.no, of.yes) : undecided;
}

function noneTest(of: Abstract): Abstract {
  if (of.kind === "none") return truth(true, false);
  return truth(mayBeNone(of), true);
}

function conditional(condition: Abstract, yes: () => Abstract, no: () => Abstract): Abstract {
  if (condition.kind !== "truth" || (condition.yes && condition.no)) return joined(yes(), no());
  return condition.yes ? yes() : no();
}

function matchOf(
  matched: Abstract,
  arms: readonly MatchArm[],
  otherwise: Expression | undefined,
  inner: (part: Expression) => Abstract,
): Abstract {
  const subject = arms.some(({ patterns }) => patterns.some((one) => "case" in one))
    ? fieldOf(matched, "case")
    : matched;
  // Only for a subject of finitely many texts can arms be excluded.
  const possible =
    subject.kind === "text"
      ? arms.filter((arm) => subject.oneOf.some((text) => matches(patternsOf(arm), text)))
      : arms;
  const values = possible.map((arm) => inner(arm.value));
  const covered =
    subject.kind === "text" &&
    subject.oneOf.every((text) => possible.some((arm) => matches(patternsOf(arm), text)));
  if (otherwise !== undefined && !covered) values.push(inner(otherwise));
  return values.length === 0 ? unknown : values.reduce(joined);
}

/** A pattern for a union's tag is the case itself. */
function patternsOf({ patterns }: MatchArm): readonly Pattern[] {
  return patterns.map((one) => ("case" in one ? { is: one.case } : one));
}

/** True if a condition can only come out one way. */
export function decided(value: Abstract): boolean | undefined {
  if (value.kind !== "truth" || isEmpty(value)) return undefined;
  return value.yes === value.no ? undefined : value.yes;
}

/** Beyond it the items of a constant list are not looked at one by one. */
const itemsLookedAt = 64;

/** The one value itself. */
function abstractOfJson(value: Json): Abstract {
  if (value === null) return none;
  if (typeof value === "number") return numberRange(value, value);
  if (typeof value === "boolean") return truth(value, !value);
  if (typeof value === "string") return { kind: "text", oneOf: [value] };
  if (isList(value)) {
    const items = value.length > itemsLookedAt ? [] : value.map(abstractOfJson);
    return {
      kind: "list",
      size: numberRange(value.length, value.length),
      item: () => (items.length === 0 ? unknown : items.reduce(joined)),
    };
  }
  if (isMoney(value)) {
    const amount = value as unknown as Money;
    return moneyRange(amount, amount);
  }
  const record = value;
  return {
    kind: "record",
    field: (name) => (Object.hasOwn(record, name) ? abstractOfJson(record[name] ?? null) : none),
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A list function: what comes of a list of which only the size and the items' range is known. */
function foldOf(fold: Fold, list: Abstract, body: (item: Abstract) => Abstract): Abstract {
  const size = list.kind === "list" ? list.size : anySize;
  const item = (): Abstract => (list.kind === "list" ? list.item() : unknown);
  const some = (value: Abstract): Abstract => (size.low > 0 ? value : maybe(value));
  switch (fold.fn) {
    case "map":
      return { kind: "list", size, item: () => body(item()) };
    case "filter":
      return { kind: "list", size: numberRange(0, size.high), item };
    case "sort_by":
      return { kind: "list", size, item };
    case "distinct":
      return { kind: "list", size: numberRange(Math.min(1, size.low), size.high), item };
    case "flatten":
      return flattened(size, item());
    case "count":
      return numberRange(fold.body === undefined ? size.low : 0, size.high);
    case "sum":
    case "sum_money": {
      const total = timesRange(body(item()), size);
      return fold.fn === "sum_money" ? some(total) : total;
    }
    case "min":
    case "max":
      return some(body(item()));
    case "find":
      return maybe(item());
    case "any":
    case "all":
      return quantified(fold.fn, size, body(item()));
    default:
      return unknown;
  }
}

function flattened(size: { readonly low: number; readonly high: number }, inner: Abstract): Abstract {
  if (inner.kind !== "list") return unknown;
  const high = size.high === 0 || inner.size.high === 0 ? 0 : size.high * inner.size.high;
  return { kind: "list", size: numberRange(size.low * inner.size.low, high), item: inner.item };
}

function quantified(
  fn: "any" | "all",
  size: { readonly low: number; readonly high: number },
  each: Abstract,
): Abstract {
  if (size.high === 0) return truth(fn === "all", fn === "any");
  if (each.kind !== "truth") return undecided;
  return fn === "any"
    ? truth(each.yes, each.no || size.low === 0)
    : truth(each.yes || size.low === 0, each.no);
}

/**
 * Refines an environment by a condition that is known to be true, or false: each comparison of a path bounds it by the
 * other side's abstract value. This is how `ensures result.contacts.size <= limit` bounds a price.
 */
export function refine(environment: Environment, condition: Expression, holds = true): Environment {
  return extendEnvironment(environment, factsOf(environment, condition, holds));
}

/** The facts that a condition states about single paths, by their keys. */
export function factsOf(
  environment: Environment,
  condition: Expression,
  holds = true,
): ReadonlyMap<string, Abstract> {
  const facts = new Map<string, Abstract>();
  collect(environment, condition, holds, facts);
  return facts;
}

type Facts = Map<string, Abstract>;

function collect(environment: Environment, condition: Expression, holds: boolean, facts: Facts): void {
  switch (condition.op) {
    case "not":
      collect(environment, condition.of, !holds, facts);
      return;
    case "and":
    case "or":
      // A disjunction says nothing of any one of its parts.
      if ((condition.op === "and") === holds) {
        for (const item of condition.items) collect(environment, item, holds, facts);
      }
      return;
    case "isNone":
      // That nobody knows it says nothing of what it is.
      if (condition.orUnknown !== true || !holds) noneOrNot(environment, condition.of, holds, facts);
      return;
    case "call":
      compare(environment, condition.fn, condition.args, holds, facts);
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

function noneOrNot(environment: Environment, of: Expression, isNone: boolean, facts: Facts): void {
  const value = evaluateAbstractly(of, environment);
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
  environment: Environment,
  fn: string,
  args: readonly Expression[],
  holds: boolean,
  facts: Facts,
): void {
  if (fn === "range.contains" && holds) {
    const [value, from, to] = args;
    bound(environment, value, from, "greaterOrEqual", facts);
    bound(environment, value, to, "lessOrEqual", facts);
    return;
  }
  const text = fn.slice(fn.indexOf(".") + 1);
  const relation = holds ? text : opposites[text];
  const [left, right] = args;
  if (relation === undefined || opposites[text] === undefined) return;
  bound(environment, left, right, relation, facts);
  bound(environment, right, left, mirrored[relation] ?? relation, facts);
}

const mirrored: Readonly<Record<string, string>> = {
  less: "greater",
  lessOrEqual: "greaterOrEqual",
  greater: "less",
  greaterOrEqual: "lessOrEqual",
};

/** The fact that `of relation other` states about `of`. */
function bound(
  environment: Environment,
  of: Expression | undefined,
  other: Expression | undefined,
  relation: string,
  facts: Facts,
): void {
  if (of === undefined || other === undefined || pathKey(of) === undefined) return;
  const value = evaluateAbstractly(other, environment);
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
