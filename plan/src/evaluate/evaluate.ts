import type { Expression } from "../shapes/expression.ts";
import type { Frame } from "./compile/code.ts";
import { type Code, compile } from "./compile/compile.ts";
import { type Evaluated, type Scope, Stop } from "./outcome.ts";

/** An expression is compiled once, to a closure; a plan's expressions live as long as the plan. */
const compiled = new WeakMap<Expression, Code>();

/**
 * The value of an expression: pure, total, of bounded cost. Three-valued: what would need an unknown context
 * value is unknown, save where the rest decides (`false and …`, `true or …`, the branch not taken). Parts are
 * evaluated from left to right; the first fault ends it.
 */
export function evaluate(expression: Expression, scope: Scope): Evaluated {
  if (expression.op === "constant") return { value: expression.value };
  return outcomeOf(codeOf(expression), scope);
}

/** The same for whoever evaluates one expression again and again: it is looked up once. */
export function evaluator(expression: Expression): (scope: Scope) => Evaluated {
  const code = codeOf(expression);
  return (scope) => outcomeOf(code, scope);
}

/**
 * The same for a condition that is asked of very many, whom the scope tells of one after another: nothing is made for
 * each. Undefined: it is not known, or cannot be told.
 */
export function decider(condition: Expression, scope: Scope): () => boolean | undefined {
  const code = codeOf(condition);
  const frame: Frame = { scope, locals: [], rounds: 0 };
  return () => {
    frame.locals.length = 0;
    frame.rounds = 0;
    const outcome = code(frame);
    return typeof outcome === "boolean" ? outcome : undefined;
  };
}

function codeOf(expression: Expression): Code {
  let code = compiled.get(expression);
  if (code === undefined) {
    code = compile(expression);
    compiled.set(expression, code);
  }
  return code;
}

function outcomeOf(code: Code, scope: Scope): Evaluated {
  const outcome = code({ scope, locals: [], rounds: 0 });
  return outcome instanceof Stop ? outcome.because : { value: outcome };
}
