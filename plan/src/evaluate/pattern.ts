import type { Pattern } from "../shapes/expression.ts";
import type { Json } from "../shapes/json.ts";
/** Whether a value fits one of the patterns; an empty list is `else` and fits all. */
export function matches(_patterns: readonly Pattern[], _value: Json): boolean {
  throw new Error("unfinished");
}
