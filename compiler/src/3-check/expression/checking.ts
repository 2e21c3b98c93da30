import type { Expression } from "@orchlang/language";
import type { Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";

/** The context of a whole expression, with the way back to check its parts: constructs never import one another. */
export interface Checking extends ExpressionContext {
  readonly check: (ast: Expression, expected: Expectation | undefined, env: Environment) => Typed;
  /** The same without a word: to know a type that is, or will be, checked elsewhere. */
  readonly quietly: (ast: Expression, env: Environment) => Typed;
}
