import type { Span } from "@orchlang/language/ast";

/** Where something is written. */
export interface Origin {
  readonly file: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly module: string;
  readonly doc?: string;
}
