import type { Read } from "../shapes/expression.ts";
import type { Json } from "../shapes/json.ts";

/** `unknown`: names of the context values that would have to be known. `fault`: words. */
export type Evaluated =
  | { readonly value: Json }
  | { readonly unknown: readonly string[] }
  | { readonly fault: string };

export interface Scope {
  read(read: Read): Evaluated;
}
