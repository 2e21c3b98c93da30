import { type Expression as ExpressionNode, visit } from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import { extendWith } from "../expression/checking.ts";
import type { Binding, Environment, Expectation, Typed } from "../expression/typed.ts";
import { spoiltBinding } from "../scope/environment.ts";
import type { Type } from "../type.ts";
import { durationType } from "../types/kinds.ts";
import { durationNegative, resourceEscape } from "./messages.ts";
import type { Asking } from "./site.ts";

/** An expression of a statement: what it reads counts for the statement. */
export function checkAt(
  ast: ExpressionNode,
  expected: Expectation | undefined,
  context: Asking,
  env: Environment = context.env,
): Typed {
  const typed = checkExpression(ast, expected, withoutReleased(ast, context, env), context.module.expression);
  gather(typed, context);
  return typed;
}

/** `asks`: "a `timeout` is". */
export function durationAt(
  ast: ExpressionNode,
  asks: string,
  context: Asking,
  env: Environment = context.env,
): Typed {
  const typed = checkAt(ast, { type: durationType, asks }, context, env);
  const value = typed.constant?.value;
  if (typeof value === "number" && value < 0 && typed.type.kind !== "error") {
    const place = { file: context.module.file, span: ast.span };
    context.module.program.report(
      durationNegative.at(place, { asks: asks.charAt(0).toUpperCase() + asks.slice(1) }),
    );
  }
  return typed;
}

export function typedAt(
  ast: ExpressionNode,
  type: Type,
  asks: string,
  context: Asking,
  env?: Environment,
): Typed {
  return checkAt(ast, { type, asks }, context, env);
}

/** Counts the reads of an expression for its statement. */
export function gather(typed: Pick<Typed, "reads" | "readsNow" | "releases">, context: Asking): void {
  const { gathered } = context;
  gathered.reads.push(...typed.reads);
  gathered.releases.push(...typed.releases);
  gathered.readsNow ||= typed.readsNow;
}

/**
 * A resource's name outside its `with` is reported as such, not as an unknown name. Most plans hold nothing, so most
 * expressions are not visited twice.
 */
export function withoutReleased(ast: ExpressionNode, context: Asking, env: Environment): Environment {
  const { held } = context.frame.routine;
  if (held.size === 0) return env;
  const released = new Map<string, Binding>();
  visit(ast, {
    reference(reference) {
      const { text } = reference;
      if (!held.has(text) || released.has(text) || env.lookup(text) !== undefined) return undefined;
      const span = held.get(text);
      const message = "held from here to the end of its `with`";
      const labels = span === undefined ? [] : [{ file: context.module.file, span, message }];
      const refused: Binding["refused"] = (place) => resourceEscape.at(place, { name: text }, { labels });
      released.set(text, { ...spoiltBinding, refused });
      return undefined;
    },
  });
  return extendWith(env, released);
}
