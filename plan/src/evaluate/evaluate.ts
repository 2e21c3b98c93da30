import type { Expression } from "../shapes/expression.ts";
import type { Evaluated, Scope } from "./evaluated.ts";
export function evaluate(_expression: Expression, _scope: Scope): Evaluated {
  throw new Error("unfinished");
}
