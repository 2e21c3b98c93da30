import type { Expression } from "@orchlang/language/ast";
import { checkingOf } from "./check.ts";
import { factsOf, withFacts } from "./flow.ts";
import type { Binding, Environment, ExpressionContext } from "./typed.ts";

/**
 * Narrows names where a condition is known to be true (or false): `x is some`, `x.y != none`, `x == a`, `n <= 10`,
 * `and`, `or`, `not`. Reports nothing: the condition has been checked by itself. A condition on a signal or flag held
 * when it was evaluated, and may differ when it is read again.
 */
export function narrow(
  env: Environment,
  condition: Expression,
  truth: boolean,
  ctx: ExpressionContext,
): Environment {
  const facts = factsOf(condition, truth, env, checkingOf(ctx).quiet());
  if (facts.size === 0) return env;
  return withFacts(env, new Map([...facts].filter(([name]) => !isContext(env.lookup(name)))));
}

function isContext(binding: Binding | undefined): boolean {
  return binding?.read.op === "read" && binding.read.from === "context";
}
