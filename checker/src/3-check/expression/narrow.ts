import type { Expression } from "@orchlang/language/ast";
import { checkingOf } from "./check.ts";
import { factsOf, withFacts } from "./flow.ts";
import type { Binding, Environment, ExpressionContext } from "./typed.ts";

/**
 * What is known besides where a condition is known to be true (or false): `x is some`, `x.y != none`, `x == a`,
 * `n <= 10`, `and`, `or`, `not`. Reports nothing: the condition has been checked by itself. What a condition says of a
 * signal or flag was true when it was asked, and may be otherwise when it is read again.
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
