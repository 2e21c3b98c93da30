import type { Binary, Expression, IsTest } from "@orchlang/language/ast";
import type { Type } from "../type.ts";
import { tighten } from "../types/join.ts";
import { noneType } from "../types/kinds.ts";
import { isOptional, required } from "../types/optional.ts";
import { membersOf } from "../types/same.ts";
import { type Checking, isPlain } from "./checking.ts";
import { type Facts, nothingKnown, pathOf, refine, toMembers, toRequired } from "./flow-path.ts";
import type { Environment } from "./typed.ts";

/* Facts about the names in single comparisons. */

/** `x is some`, `x is not member`. */
export function isFacts(test: IsTest, truth: boolean, env: Environment): Facts {
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
export function comparisonFacts(condition: Binary, truth: boolean, env: Environment, ctx: Checking): Facts {
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
