import type { Expression } from "@orchlang/language/ast";
import type { Type } from "../type.ts";
import { widen } from "../types/join.ts";
import { isOptional, optional, required } from "../types/kinds.ts";
import { asUnion } from "../types/union.ts";
import { baseOf } from "../units/dimension.ts";
import { coreNames } from "./functions/core.ts";
import { isTokens } from "./literal.ts";
import type { Checking, Environment, Expectation, Typed } from "./typed.ts";

/*
 * Hints between operands of one kind: if one has no type by itself (a bare member, a literal with one, a temperature
 * that may be a difference), the other's type decides.
 */

/** True if an expression may mean something else where something else is expected. */
export function needsHint(ast: Expression, env: Environment): boolean {
  switch (ast.kind) {
    case "reference":
      return env.lookup(ast.text) === undefined;
    case "list":
      return ast.elements.some((element) => needsHint(element, env)) || ast.elements.length === 0;
    case "record":
    case "matchExpression":
    case "if":
      return true;
    case "quantity":
      return true;
    case "call":
      return ast.callee.kind === "reference" && mayBeCase(ast.callee.text, env);
    default:
      return false;
  }
}

/** True if a word with brackets behind it can be nothing but a case of a union: `approve(until: noon)`. */
function mayBeCase(word: string, env: Environment): boolean {
  return env.lookup(word) === undefined && !coreNames.includes(word);
}

/** A number beside tokens is one of them; elsewhere it is understood by itself. */
function takesHint(ast: Expression, env: Environment): boolean {
  return ast.kind === "number" || needsHint(ast, env);
}

/**
 * Checks both, the one that is plain first.
 *
 * @param asks what the other is to be, up to its type: "it is compared with"
 */
export function checkPair(
  left: Expression,
  right: Expression,
  asks: string,
  env: Environment,
  ctx: Checking,
): readonly [Typed, Typed] {
  if (takesHint(left, env) && !(right.kind === "reference" && needsHint(right, env))) {
    const known = ctx.check(right, undefined, env);
    return [checkHinted(left, known.type, asks, env, ctx), known];
  }
  const known = ctx.check(left, undefined, env);
  return [known, checkHinted(right, known.type, asks, env, ctx)];
}

/** Checks an expression by what stands beside it, where that helps; whether both fit is for the caller to say. */
export function checkHinted(
  ast: Expression,
  beside: Type,
  asks: string,
  env: Environment,
  ctx: Checking,
  otherwise?: Expectation,
): Typed {
  const hint = takesHint(ast, env) ? hintOf(ast, beside) : undefined;
  return ctx.check(ast, hint === undefined ? otherwise : { type: hint, asks }, env);
}

/** One of several ways that a value may come about, and what is known on it. */
interface Alternative {
  readonly ast: Expression;
  readonly env: Environment;
  /** Known never to be taken. */
  readonly unreached?: boolean;
}

/** Checks alternative values: without an expectation, those with a type of their own provide it for the others. */
export function checkAlternatives(
  alternatives: readonly Alternative[],
  expected: Expectation | undefined,
  asks: string,
  ctx: Checking,
): readonly Typed[] {
  const within = (one: Alternative): Checking => ctx.reached(one.unreached !== true);
  const plain =
    expected && !expected.soft ? undefined : alternatives.find(({ ast, env }) => !needsHint(ast, env));
  if (plain === undefined) {
    let member: Type | undefined;
    return alternatives.map((one) => {
      const typed =
        member !== undefined && one.ast.kind === "reference"
          ? checkHinted(one.ast, member, asks, one.env, within(one), expected)
          : within(one).check(one.ast, expected, one.env);
      // A bare member without an enum has been reported; those beside it are the same mistake.
      if (one.ast.kind === "reference" && typed.type.kind === "enum") member ??= typed.type;
      return typed;
    });
  }
  const known = within(plain).check(plain.ast, undefined, plain.env);
  return alternatives.map((one) =>
    one === plain ? known : checkHinted(one.ast, known.type, asks, one.env, within(one), expected),
  );
}

/** The probable type of a value that replaces one of this type; `undefined` if that says nothing. */
export function softly(type: Type | undefined): Expectation | undefined {
  const result = type && meantBy(type);
  return result && { type: result, soft: true };
}

/** Without ranges, and without what is not known yet: the `none` and `[]` that a loop begins with. */
function meantBy(type: Type): Type | undefined {
  switch (type.kind) {
    case "none":
    case "nothing":
    case "error":
      return undefined;
    case "optional":
      return meantBy(type.of);
    case "list": {
      const item = meantBy(type.item);
      return item && { kind: "list", item };
    }
    case "map": {
      const value = meantBy(type.value);
      return value && { ...type, value };
    }
    case "record": {
      if (type.union !== undefined) return widen(type);
      const fields = type.fields.flatMap((field) => {
        // A field with a mistake is not reported again for its replacement.
        const suggestion = field.type.kind === "error" ? field.type : meantBy(field.type);
        return suggestion === undefined
          ? []
          : [{ ...field, type: isOptional(field.type) ? optional(suggestion) : suggestion }];
      });
      return { ...type, fields };
    }
    default:
      return widen(type);
  }
}

/** A type without its ranges: the other side may be more, or another member. */
function hintOf(ast: Expression, beside: Type): Type | undefined {
  const type = required(beside);
  return tells(type, ast) ? widen(type) : undefined;
}

function tells(type: Type, ast: Expression): boolean {
  switch (ast.kind) {
    case "reference":
      // A name next to something that is wrong is not a second mistake.
      return type.kind === "enum" || type.kind === "error" || asUnion(type) !== undefined;
    case "call":
      return asUnion(type) !== undefined;
    case "quantity":
      return type.kind === "quantity" && baseOf(type.dimension) === "TemperatureDifference";
    case "number":
      return isTokens(type);
    case "list":
      return type.kind === "list";
    case "record":
      return type.kind === "record" || type.kind === "map";
    default:
      return type.kind === "enum" || asUnion(type) !== undefined;
  }
}
