import type { Expression } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";
import type { TypeNode } from "./types.ts";

/** The fields of every declaration at top level. */
export interface DeclarationBase {
  /** The text of the `///` lines above, without the slashes and one space; absent when there are none. */
  readonly doc: string | undefined;
  readonly private: boolean;
  /** A syntax error was reported inside: what is missing here is not the user's second mistake. */
  readonly broken: boolean;
  /** Its braces were closed before all of it was read: what it lacks stands behind. */
  readonly cutShort?: true;
  /** From `private` or the declaration's word to its end; the doc comment lies before. */
  readonly span: Span;
}

/** `name: Type trusted = default`; `trusted value`: the value alone has to be trusted, not the decision to make the call. */
export interface Parameter {
  readonly kind: "parameter";
  readonly name: Name;
  readonly type: TypeNode;
  readonly trusted: boolean | "value";
  readonly default: Expression | undefined;
  readonly span: Span;
}
