import type { Binary, Call, Expression } from "@orchlang/language/ast";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { isOptional, required } from "../types/optional.ts";
import type { Checking } from "./checking.ts";
import { extendWith } from "./environment.ts";
import { comparisonFacts, isFacts } from "./flow-comparison.ts";
import { type Facts, nothingKnown, refine } from "./flow-path.ts";
import type { Binding, Environment } from "./typed.ts";

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
