import type { Binary, Call, Expression, IsTest } from "@orchlang/language/ast";
import type { Type } from "../type.ts";
import { join, tighten } from "../types/join.ts";
import { isOptional, noneType, required } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { extendWith, isPlain } from "./checking.ts";
import { type Facts, nothingKnown, pathOf, refine, toMembers, toRequired } from "./flow-path.ts";
import type { Binding, Checking, Environment } from "./typed.ts";

/*
 * Flow typing. Where a condition is known to be true (or false), its names have narrower types: an optional is present,
 * an enum has fewer members, a number or a list's size has bounds. A fact about a field is stored with the record's
 * name, so only names need entries.
 */

/** Longer chains of alternatives say too little to be worth working out. */
const alternativesMax = 12;

/** The environment in which a condition has turned out true (or false). */
export function narrowed(
  env: Environment,
  condition: Expression,
  truth: boolean,
  ctx: Checking,
): Environment {
  return withFacts(env, factsOf(condition, truth, env, ctx));
}

export function withFacts(env: Environment, facts: Facts): Environment {
  if (facts.size === 0) return env;
  const bindings = new Map<string, Binding>();
  for (const [name, type] of facts) {
    const binding = env.lookup(name);
    if (binding === undefined) continue;
    const missingBecause = isOptional(type) ? binding.missingBecause : undefined;
    bindings.set(name, { ...binding, type, missingBecause });
  }
  return extendWith(env, bindings);
}

/** The facts about names where a condition is true (or false). */
export function factsOf(condition: Expression, truth: boolean, env: Environment, ctx: Checking): Facts {
  switch (condition.kind) {
    case "unary":
      return condition.operator === "not" ? factsOf(condition.operand, !truth, env, ctx) : nothingKnown;
    case "is":
      return isFacts(condition, truth, env);
    case "binary":
      if (condition.operator === "and" || condition.operator === "or")
        return logicFacts(condition, truth, env, ctx);
      if (condition.operator === "??") return coalesceFacts(condition, truth, env, ctx);
      return comparisonFacts(condition, truth, env, ctx);
    case "call":
      return factsOfReleased(condition, truth, env, ctx);
    default:
      return nothingKnown;
  }
}

/** `declassify(x is some, because: "…")` is as true as what it lets pass. */
function factsOfReleased(
  { callee, arguments: args }: Call,
  truth: boolean,
  env: Environment,
  ctx: Checking,
): Facts {
  const word = callee.kind === "reference" ? callee.text : "";
  const value = word === "declassify" || word === "endorse" ? args[0]?.value : undefined;
  return value === undefined ? nothingKnown : factsOf(value, truth, env, ctx);
}

/** `x?.y ?? false` is true only where `x?.y` is there, and true. */
function coalesceFacts({ left, right }: Binary, truth: boolean, env: Environment, ctx: Checking): Facts {
  if (right.kind !== "boolean" || right.value === truth) return nothingKnown;
  const there = refine(left, env, true, required);
  return new Map([...there, ...factsOf(left, truth, withFacts(env, there), ctx)]);
}

/** `a and b and c`, a tree as deep as it is long, as a list. */
export function itemsOf(ast: Binary): readonly Expression[] {
  const items: Expression[] = [];
  let left: Expression = ast;
  while (left.kind === "binary" && left.operator === ast.operator) {
    items.push(left.right);
    left = left.left;
  }
  return [left, ...items.reverse()];
}

function logicFacts(condition: Binary, truth: boolean, env: Environment, ctx: Checking): Facts {
  const items = itemsOf(condition);
  const all = (condition.operator === "and") === truth;
  if (all) return sequenceFacts(items, truth, env, ctx);
  return items.length > alternativesMax ? nothingKnown : alternativeFacts(items, truth, env, ctx);
}

/** All items turned out `truth`, one after another. */
function sequenceFacts(items: readonly Expression[], truth: boolean, env: Environment, ctx: Checking): Facts {
  const known = new Map<string, Type>();
  let scope = env;
  for (const item of items) {
    const facts = factsOf(item, truth, scope, ctx);
    for (const [name, type] of facts) known.set(name, type);
    scope = withFacts(scope, facts);
  }
  return known;
}

/** The first item that turned out `truth` decided; those before it did not. */
function alternativeFacts(
  items: readonly Expression[],
  truth: boolean,
  env: Environment,
  ctx: Checking,
): Facts {
  const cases = items.map((item, index) => {
    const before = sequenceFacts(items.slice(0, index), !truth, env, ctx);
    const last = factsOf(item, truth, withFacts(env, before), ctx);
    return new Map([...before, ...last]);
  });
  const [first = nothingKnown, ...others] = cases;
  const known = new Map<string, Type>();
  for (const [name, type] of first) {
    const types = others.map((one) => one.get(name));
    const joined = types.reduce<Type | undefined>((sofar, one) => sofar && one && join(sofar, one), type);
    if (joined !== undefined) known.set(name, joined);
  }
  return known;
}

/* Facts about the names in single comparisons. */

/** `x is some`, `x is not member`. */
function isFacts(test: IsTest, truth: boolean, env: Environment): Facts {
  const holds = truth !== test.negated;
  const word = test.what.text;
  if (word === "some" || word === "none") {
    const some = (word === "some") === holds;
    return refine(
      test.operand,
      env,
      some,
      some ? toRequired : (type) => (isOptional(type) ? noneType : undefined),
    );
  }
  return refine(test.operand, env, holds, (type) => toMembers(type, [word], holds));
}

/** `x == a`, `n <= 10`, `n in 1..5`, either way round. */
function comparisonFacts(condition: Binary, truth: boolean, env: Environment, ctx: Checking): Facts {
  const { left, right, operator } = condition;
  if (operator === "in") return inFacts(left, right, truth, env, ctx);
  const forwards = oneSide(left, operator, right, truth, env, ctx);
  const mirrored = mirror[operator];
  const backwards = mirrored === undefined ? nothingKnown : oneSide(right, mirrored, left, truth, env, ctx);
  if (backwards.size === 0) return forwards;
  return forwards.size === 0 ? backwards : new Map([...forwards, ...backwards]);
}

const mirror: Readonly<Partial<Record<Binary["operator"], Binary["operator"]>>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

const opposite: Readonly<Partial<Record<Binary["operator"], Binary["operator"]>>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

function oneSide(
  subject: Expression,
  operator: Binary["operator"],
  other: Expression,
  truth: boolean,
  env: Environment,
  ctx: Checking,
): Facts {
  const path = pathOf(subject);
  if (path === undefined || env.lookup(path.root) === undefined) return nothingKnown;
  if (operator === "==" || operator === "!=") {
    return equalityFacts(subject, other, (operator === "==") === truth, env, ctx);
  }
  const holds = truth ? operator : opposite[operator];
  if (holds === undefined || !isPlain(other)) return nothingKnown;
  const bounds = ctx.quietly(other, env).type;
  return refine(subject, env, true, (type) => bounded(type, holds, bounds));
}

function equalityFacts(
  subject: Expression,
  other: Expression,
  equal: boolean,
  env: Environment,
  ctx: Checking,
): Facts {
  if (other.kind === "none") {
    return refine(
      subject,
      env,
      !equal,
      equal ? (type) => (isOptional(type) ? noneType : undefined) : toRequired,
    );
  }
  if (other.kind === "reference" && env.lookup(other.text) === undefined) {
    return refine(subject, env, equal, (type) => toMembers(type, [other.text], equal));
  }
  if (!isPlain(other)) return nothingKnown;
  const value = ctx.quietly(other, env).type;
  if (!equal) return refine(subject, env, false, (type) => apart(type, value));
  if (isOptional(value) || value.kind === "error") return nothingKnown;
  return refine(subject, env, true, (type) => {
    const whole = required(type);
    if (value.kind === "enum" && whole.kind === "enum") return toMembers(type, membersOf(value), true);
    return "min" in value || "max" in value ? tighten(whole, value) : toRequired(type);
  });
}

/** A whole number known to be none of its ends: a size that is not 0 is at least 1. */
function apart(type: Type, from: Type): Type | undefined {
  const { min, max } = from as Bounded;
  if (type.kind !== "int" || from.kind !== "int" || min === undefined || min !== max) return undefined;
  if (type.min === min) return tighten(type, { min: min + 1 });
  return type.max === max ? tighten(type, { max: max - 1 }) : undefined;
}

type Bounded = { readonly min?: number; readonly max?: number };

/** A number known to be less (or more) than another: whole numbers by one at least. */
function bounded(type: Type, operator: Binary["operator"], than: Type): Type | undefined {
  const { min, max } = than as Bounded;
  const step = type.kind === "int" && than.kind === "int" ? 1 : 0;
  switch (operator) {
    case "<":
      return max === undefined ? undefined : tighten(type, { max: max - step });
    case "<=":
      return max === undefined ? undefined : tighten(type, { max });
    case ">":
      return min === undefined ? undefined : tighten(type, { min: min + step });
    case ">=":
      return min === undefined ? undefined : tighten(type, { min });
    default:
      return undefined;
  }
}

function inFacts(
  subject: Expression,
  where: Expression,
  truth: boolean,
  env: Environment,
  ctx: Checking,
): Facts {
  if (where.kind === "range") {
    if (!truth || !isPlain(where.from) || !isPlain(where.to)) return nothingKnown;
    const from = ctx.quietly(where.from, env).type;
    const to = ctx.quietly(where.to, env).type;
    return refine(subject, env, true, (type) => {
      const above = bounded(type, ">=", from) ?? type;
      return bounded(above, "<=", to) ?? above;
    });
  }
  if (where.kind !== "list") return nothingKnown;
  const names = where.elements.map((one) => (one.kind === "reference" ? one.text : undefined));
  const members = names.filter((name) => name !== undefined && env.lookup(name) === undefined);
  if (members.length !== names.length) return nothingKnown;
  return refine(subject, env, truth, (type) =>
    toMembers(
      type,
      members.filter((name) => name !== undefined),
      truth,
    ),
  );
}
