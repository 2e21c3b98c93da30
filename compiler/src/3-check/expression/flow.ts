import type { Binary, Expression, IsTest } from "@orchlang/language";
import type { EnumType, Type } from "../type.ts";
import { join, tighten } from "../types/join.ts";
import { noneType } from "../types/kinds.ts";
import { isOptional, optional, required } from "../types/optional.ts";
import { membersOf } from "../types/same.ts";
import type { Checking } from "./checking.ts";
import { extendWith } from "./environment.ts";
import type { Binding, Environment } from "./typed.ts";

/*
 * Flow typing. Where a condition is known to be true (or false), the names that it speaks of have narrower types: an
 * optional is there, an enum is one of fewer members, a number or a list's size lies within bounds. What is known of
 * a field is known of the record that the name stands for, so no path but the name itself needs remembering.
 */

/** The narrower types of names, by name. */
export type Facts = ReadonlyMap<string, Type>;

const nothingKnown: Facts = new Map();

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
  const bindings = new Map<string, Binding>();
  for (const [name, type] of facts) {
    const binding = env.lookup(name);
    if (binding === undefined) continue;
    const { missingBecause, ...rest } = binding;
    bindings.set(name, {
      ...rest,
      type,
      ...(missingBecause !== undefined && isOptional(type) ? { missingBecause } : {}),
    });
  }
  return extendWith(env, bindings);
}

/** What a condition says about names where it is true (or false). */
export function factsOf(condition: Expression, truth: boolean, env: Environment, ctx: Checking): Facts {
  switch (condition.kind) {
    case "unary":
      return condition.operator === "not" ? factsOf(condition.operand, !truth, env, ctx) : nothingKnown;
    case "is":
      return isFacts(condition, truth, env);
    case "binary":
      if (condition.operator === "and" || condition.operator === "or")
        return logicFacts(condition, truth, env, ctx);
      return comparisonFacts(condition, truth, env, ctx);
    default:
      return nothingKnown;
  }
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

/** A name with the fields that lead from it: `last.report`. */
interface Path {
  readonly root: string;
  readonly fields: readonly { readonly name: string; readonly optional: boolean }[];
}

function pathOf(ast: Expression): Path | undefined {
  if (ast.kind === "reference") return { root: ast.text, fields: [] };
  if (ast.kind !== "member") return undefined;
  const object = pathOf(ast.object);
  return (
    object && {
      root: object.root,
      fields: [...object.fields, { name: ast.member.text, optional: ast.optional }],
    }
  );
}

/** Narrows the type at the end of a path; `there` says that the whole way to it is known to be there. */
function refine(
  ast: Expression,
  env: Environment,
  there: boolean,
  change: (type: Type) => Type | undefined,
): Facts {
  const path = pathOf(ast);
  const binding = path && env.lookup(path.root);
  if (path === undefined || binding === undefined) return nothingKnown;
  const type = refineType(binding.type, path.fields, there, change);
  return type === undefined ? nothingKnown : new Map([[path.root, type]]);
}

function refineType(
  type: Type,
  fields: Path["fields"],
  there: boolean,
  change: (type: Type) => Type | undefined,
): Type | undefined {
  const [step, ...rest] = fields;
  if (step === undefined) return change(type);
  const whole = required(type);
  const missing = isOptional(type) && !(there && step.optional);
  if (whole.kind === "list" && step.name === "size" && rest.length === 0) {
    const size = change({
      kind: "int",
      min: whole.min ?? 0,
      ...(whole.max === undefined ? {} : { max: whole.max }),
    });
    return size?.kind === "int" ? tighten(whole, size) : undefined;
  }
  if (whole.kind !== "record") return undefined;
  const field = whole.fields.find((one) => one.name === step.name);
  const inner = field && refineType(field.type, rest, there, change);
  if (field === undefined || inner === undefined) return undefined;
  // The declared name would claim the declared fields.
  const { name: _, ...bare } = whole;
  const changed: Type = {
    ...bare,
    fields: whole.fields.map((one) => (one === field ? { ...field, type: inner } : one)),
  };
  return missing ? optional(changed) : changed;
}

const toRequired = (type: Type): Type | undefined => (type.kind === "optional" ? type.of : undefined);

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

/** An enum that is one of `members`, or none of them. */
function toMembers(type: Type, members: readonly string[], holds: boolean): Type | undefined {
  const whole = required(type);
  if (whole.kind !== "enum") return undefined;
  const left = membersOf(whole).filter((member) => members.includes(member) === holds);
  if (left.length === 0) return undefined;
  const only: EnumType = { ...whole, only: left };
  return holds || !isOptional(type) ? only : optional(only);
}

function comparisonFacts(condition: Binary, truth: boolean, env: Environment, ctx: Checking): Facts {
  const { left, right, operator } = condition;
  if (operator === "in") return truth ? inFacts(left, right, env, ctx) : nothingKnown;
  const forwards = oneSide(left, operator, right, truth, env, ctx);
  const mirrored = mirror[operator];
  const backwards =
    mirrored === undefined
      ? nothingKnown
      : oneSide(right, mirrored, left, truth, withFacts(env, forwards), ctx);
  return new Map([...forwards, ...backwards]);
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
  if (holds === undefined) return nothingKnown;
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
  if (!equal) return nothingKnown;
  const value = ctx.quietly(other, env).type;
  if (isOptional(value) || value.kind === "error") return nothingKnown;
  return refine(subject, env, true, (type) => {
    const whole = required(type);
    if (value.kind === "enum" && whole.kind === "enum") return toMembers(type, membersOf(value), true);
    return "min" in value || "max" in value ? tighten(whole, value) : toRequired(type);
  });
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

function inFacts(subject: Expression, where: Expression, env: Environment, ctx: Checking): Facts {
  if (where.kind === "range") {
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
  return refine(subject, env, true, (type) =>
    toMembers(
      type,
      members.filter((name) => name !== undefined),
      true,
    ),
  );
}
